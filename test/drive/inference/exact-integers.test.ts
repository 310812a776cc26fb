import { exactIntegers, integersSaturate } from '../../../src/drive/inference/exact-integers';
import { openModelProbe } from '../../../src/drive/inference/probe';
import { makeNode, OnnxGraph, type OnnxModel } from '../../../src/onnx/graph';
import { createTensor } from '../../../src/onnx/tensor';

/** Each sum of two products, 2 * 255 * 127, is beyond 16 bits. */
function largeProducts(terms: number): OnnxModel {
  const graph = new OnnxGraph();
  graph.inputs.push({ name: 'rows', type: 'uint8', shape: [5, terms] });
  graph.outputs.push({ name: 'sums', type: 'int32', shape: [5, 3] });
  graph.initializers.set('columns', createTensor('int8', [terms, 3], new Array<number>(terms * 3).fill(127)));
  graph.nodes.push(makeNode('MatMulInteger', { inputs: ['rows', 'columns'], outputs: ['sums'] }));
  return {
    irVersion: 8,
    opsets: new Map([['', 13]]),
    producerName: '',
    producerVersion: '',
    metadata: new Map(),
    graph,
  };
}

test.each([2, 7, 64])('%i products of the largest bytes add up, whatever the processor', async (terms) => {
  const probe = await openModelProbe(largeProducts(terms), 'large.onnx', [], { optimisation: 'all' });
  const { sums } = Object.fromEntries(
    await probe.run(new Map([['rows', new Uint8Array(5 * terms).fill(255)]])),
  );
  await probe.close();
  expect([...sums!]).toEqual(new Array(15).fill(terms * 255 * 127));
});

test('exact kernels are asked for where others saturate, and not for weights of seven bits', async () => {
  const wanted = (await integersSaturate()) ? { x64quantprecision: '1' } : {};
  const ofSteps = (...optimization: object[]) => exactIntegers({ document: { optimization } });
  expect(await exactIntegers()).toEqual(wanted);
  expect(await exactIntegers({ document: {} })).toEqual(wanted);
  expect(await ofSteps({ strategy: 'fold' }, { strategy: 'static' })).toEqual(wanted);
  expect(await ofSteps({ strategy: 'fold' }, { strategy: 'static', weight_bits: 7 })).toEqual({});
});

import type { ModelCard } from '../../config/model-card';
import { encodeModel } from '../../onnx/file';
import { makeNode, OnnxGraph, type OnnxModel } from '../../onnx/graph';
import { createTensor } from '../../onnx/tensor';
import { InferenceSession, SILENT_LOG, Tensor } from './runtime';

/** Enough rows that no kernel for single vectors is used. */
const ROWS = 4;
const TERMS = 16;
const [MOST_UINT8, MOST_INT8] = [255, 127];

let answer: Promise<boolean> | null = null;

/**
 * Whether this processor's kernels for uint8 times int8 saturate sums of two products at 32767: x86 with AVX2 or AVX-512
 * but without VNNI (vpmaddubsw). Tested once per process, with a matrix product whose sums are larger.
 */
export function integersSaturate(): Promise<boolean> {
  answer ??= tryIt();
  return answer;
}

/**
 * Session options with which int8 networks give the same output on every CPU: where the fast kernels saturate,
 * onnxruntime must use those for uint8 times uint8, which do not (its option session.x64quantprecision). Nothing on
 * other processors, or for weights of seven bits (`optimize --reduce-range`), which would only become slower.
 */
export async function exactIntegers(
  card: Pick<ModelCard, 'document'> | null = null,
): Promise<{ readonly x64quantprecision?: '1' }> {
  if (card !== null && hasSevenBits(card)) return {};
  return (await integersSaturate()) ? { x64quantprecision: '1' } : {};
}

function hasSevenBits({ document }: Pick<ModelCard, 'document'>): boolean {
  const steps: unknown = document.optimization;
  return Array.isArray(steps) && steps.some((step) => step?.weight_bits === 7);
}

async function tryIt(): Promise<boolean> {
  const session = await InferenceSession.create(encodeModel(largestProduct()), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: SILENT_LOG,
  });
  try {
    const rows = new Tensor('uint8', new Uint8Array(ROWS * TERMS).fill(MOST_UINT8), [ROWS, TERMS]);
    const { sums } = await session.run({ rows });
    return Number(sums!.data[0]) !== TERMS * MOST_UINT8 * MOST_INT8;
  } finally {
    await session.release();
  }
}

function largestProduct(): OnnxModel {
  const graph = new OnnxGraph();
  graph.inputs.push({ name: 'rows', type: 'uint8', shape: [ROWS, TERMS] });
  graph.outputs.push({ name: 'sums', type: 'int32', shape: [ROWS, TERMS] });
  const columns = new Array<number>(TERMS * TERMS).fill(MOST_INT8);
  graph.initializers.set('columns', createTensor('int8', [TERMS, TERMS], columns));
  graph.nodes.push(makeNode('MatMulInteger', { inputs: ['rows', 'columns'], outputs: ['sums'] }));
  return {
    irVersion: 8,
    opsets: new Map([['', 13]]),
    producerName: 'f1-brain',
    producerVersion: '',
    metadata: new Map(),
    graph,
  };
}

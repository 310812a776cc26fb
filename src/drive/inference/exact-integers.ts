import type { ModelCard } from '../../config/model-card';
import { encodeModel } from '../../onnx/file';
import { makeNode, OnnxGraph, type OnnxModel } from '../../onnx/graph';
import { tensorOf } from '../../onnx/tensor';
import { InferenceSession, Tensor } from './runtime';

/** Rows enough that no kernel for a single vector is taken. */
const ROWS = 4;
const TERMS = 16;
const [MOST_UINT8, MOST_INT8] = [255, 127];

let answer: Promise<boolean> | null = null;

/**
 * Whether this processor's kernels for uint8 times int8 cut sums of two products off at 32767: x86 with AVX2 or
 * AVX-512 but without VNNI (vpmaddubsw). Found out once a process, by a product of two matrices whose sums are larger.
 */
export function integersSaturate(): Promise<boolean> {
  answer ??= tryIt();
  return answer;
}

/**
 * What a session on the CPU needs so that int8 networks answer the same on every processor: where the fast kernels
 * saturate, onnxruntime is to take those for uint8 times uint8, which do not (its option session.x64quantprecision).
 * Nothing elsewhere, nor for weights in seven bits (`optimize --reduce-range`): it would only be slower.
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
    logSeverityLevel: 3,
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
  graph.initializers.set('columns', tensorOf('int8', [TERMS, TERMS], columns));
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

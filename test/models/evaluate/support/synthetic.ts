import type { Evaluation, ModelEvaluation } from '../../../../src/models/evaluate/evaluation';

/** A synthetic evaluated model. */
export function syntheticModel(change: Partial<ModelEvaluation>): ModelEvaluation {
  return {
    model: 'pilotnet',
    file: 'models/pilotnet.onnx',
    sha256: 'ab',
    precision: 'fp32',
    size_bytes: 6_400_000,
    size_gzip_bytes: 5_900_000,
    parameters: 1_600_000,
    sparsity: 0.25,
    provider_asked: 'cpu',
    provider: 'cpu',
    status: 'measured',
    reason: null,
    command: null,
    pictures: 1000,
    mse: 0.02,
    mse_v: 0.03,
    mse_w: 0.01,
    mean_absolute_error_v_mps: 1.5,
    mean_absolute_error_w_radps: 0.25,
    inference_time_ms: { timed: 945, mean: 0.52, p50: 0.5, p99: 0.9 },
    step_time_ms: { timed: 945, mean: 0.72, p50: 0.7, p99: 1.2 },
    rounds: [
      { inference_p50_ms: 0.49, step_p50_ms: 0.69 },
      { inference_p50_ms: 0.51, step_p50_ms: 0.71 },
    ],
    peak_memory_bytes: 120_000_000,
    bare_runtime_memory_bytes: 90_000_000,
    of_reference: null,
    parts: [],
    ...change,
  };
}

/** Values of a model that could not be measured. */
export const UNMEASURED = {
  provider: null,
  pictures: 0,
  mse: null,
  mse_v: null,
  mse_w: null,
  mean_absolute_error_v_mps: null,
  mean_absolute_error_w_radps: null,
  inference_time_ms: { timed: 0, mean: null, p50: null, p99: null },
  step_time_ms: { timed: 0, mean: null, p50: null, p99: null },
  rounds: [],
  peak_memory_bytes: null,
  bare_runtime_memory_bytes: null,
} as const;

export function syntheticEvaluation(models: readonly ModelEvaluation[]): Evaluation {
  return {
    dataset: { folder: 'test-set', pictures: 1000, parts: [] },
    settings: {
      providers: ['cpu'],
      threads: 1,
      frames: 1000,
      rounds: 10,
      warm_up_decisions: 50,
      settling_decisions: 5,
      seed: 1,
      reference: models[0]?.model ?? null,
    },
    machine: { processor: 'made up', cores: 2, node: '20', onnxruntime: '1', graphics_processor: false },
    models,
    profiles: null,
  };
}

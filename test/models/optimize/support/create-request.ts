import path from 'node:path';
import type { OptimizeRequest } from '../../../../src/models/optimize/optimize-model';

/** Creates a request that writes made.onnx beside the model. */
export function createRequest(
  modelFile: string,
  strategies: string[],
  more: Partial<OptimizeRequest> = {},
): OptimizeRequest {
  return {
    modelFile,
    strategies,
    out: path.join(path.dirname(modelFile), 'made.onnx'),
    options: { seed: 1 },
    command: 'f1-brain optimize small',
    progress: () => {},
    ...more,
  };
}

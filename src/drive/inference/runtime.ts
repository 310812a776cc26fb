/** The only file that loads onnxruntime. */
import './no-telemetry';

export { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';

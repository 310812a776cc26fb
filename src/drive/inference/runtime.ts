/** The only file that loads onnxruntime. */
import './no-telemetry';

/** Severity of onnxruntime's own log, which goes past every sink: fatal errors alone. It quotes names of a model raw, and
 *  whatever it says at a lower level is thrown as well. */
export const SILENT_LOG = 4;

export { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';

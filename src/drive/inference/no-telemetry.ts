/**
 * Since 1.29 onnxruntime reports machine, models and inference times to its makers unless this is set before its library
 * is loaded (its pull requests 27379 and 29843). Nothing may leave the machine; users who want to report set it to 0.
 *
 * Imported before onnxruntime, and by the command line and everything that starts a worker thread: `process.env` of a
 * thread is a copy that the library does not see.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';

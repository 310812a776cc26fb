/**
 * onnxruntime from 1.29 on reports machine, models and run times to its makers unless this is set before its library
 * starts (its pull requests 27379 and 29843). Nothing may leave the machine here; who wants to report sets it to 0.
 *
 * Imported before onnxruntime wherever that is, and by the command line and whoever starts a worker thread: a thread's
 * `process.env` is a copy that the library does not see.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';

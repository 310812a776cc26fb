const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest gives each test file globals of its own, but native code (onnxruntime) makes typed arrays of the
 * process's own realm, and each side then takes the other's for something else. One set for both.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const shared of [
      Float32Array,
      Uint8Array,
      Uint8ClampedArray,
      Int32Array,
      Float64Array,
      BigInt64Array,
      ArrayBuffer,
      SharedArrayBuffer,
    ]) {
      this.global[shared.name] = shared;
    }
  }
};

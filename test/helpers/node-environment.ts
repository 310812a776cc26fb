import { TestEnvironment } from 'jest-environment-node';

const SHARED = [
  Float32Array,
  Uint8Array,
  Uint8ClampedArray,
  Int32Array,
  Float64Array,
  BigInt64Array,
  ArrayBuffer,
  SharedArrayBuffer,
];

/**
 * Jest gives each test file globals of its own, but native code (onnxruntime) makes typed arrays of the
 * process's own realm, and each side then takes the other's for something else. One set for both.
 */
class SharedArraysEnvironment extends TestEnvironment {
  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    for (const shared of SHARED) Object.assign(this.global, { [shared.name]: shared });
  }
}

export = SharedArraysEnvironment;

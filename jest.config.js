const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
};

/** Unit and integration tests that need nothing but Node. `npm test` leaves out what is slow (*.slow.test.ts: training,
 *  containers, long fuzzing, whole processes) and samples what is long; `npm run test:all` runs it. */
const slow = process.env.F1_BRAIN_TESTS === 'all' ? [] : ['\\.slow\\.test\\.ts$'];

module.exports = {
  testEnvironment: '<rootDir>/test/helpers/node-environment.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/real/',
    '/test/browser/',
    '/test/drive/inference/webgpu',
    ...slow,
  ],
  transform,
  // Looked up through the test's own context, a global costs more than the arithmetic that it is for.
  sandboxInjectedGlobals: [
    'Array',
    'BigInt',
    'Buffer',
    'DataView',
    'Float32Array',
    'Float64Array',
    'Int32Array',
    'Map',
    'Math',
    'Number',
    'Object',
    'Set',
    'Uint32Array',
    'Uint8Array',
  ],
  globalSetup: '<rootDir>/test/helpers/temporary-folder.js',
  globalTeardown: '<rootDir>/test/helpers/left-out.js',
  // Only what hangs is to meet it: processes start slowly on a busy machine.
  testTimeout: 120000,
};

const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
};

/** Unit and integration tests that need nothing but Node. */
module.exports = {
  testEnvironment: '<rootDir>/test/helpers/node-environment.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/real/', '/test/browser/', '/test/drive/inference/webgpu'],
  transform,
  globalSetup: '<rootDir>/test/helpers/temporary-folder.js',
  globalTeardown: '<rootDir>/test/helpers/left-out.js',
  // Only what hangs is to meet it: processes start slowly on a busy machine.
  testTimeout: 120000,
};

const base = require('./jest.config.js');

/** Tests in a real browser, and of webgpu on the software GPU that comes with it (SwiftShader): Chromium must be
 *  installed. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts', '<rootDir>/test/drive/inference/webgpu.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalTeardown: undefined,
  testTimeout: 240000,
};

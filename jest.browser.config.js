const base = require('./jest.config.js');

/** Tests in a real browser: Chromium must be installed. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalTeardown: undefined,
  testTimeout: 120000,
};

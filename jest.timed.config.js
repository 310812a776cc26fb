const base = require('./jest.config.js');
const timed = require('./test/helpers/timed.js');

/** Of the unit tests, those that drive in real time, one file after the other: in `npm run test:all` they come before others
 *  to a core. Without this file they are among the others. */
module.exports = {
  ...base,
  testMatch: timed.map((file) => `<rootDir>/${file}`),
  testPathIgnorePatterns: ['/node_modules/'],
  globalTeardown: undefined,
};

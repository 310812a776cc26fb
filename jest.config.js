const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const timed = require('./test/helpers/timed.js');

const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
};

/** Unit and integration tests. `npm test` leaves out what is slow (*.slow.test.ts: training, containers, whole
 *  processes), samples what is long, and talks to a real roscore where there is one; `npm run test:all` runs everything. */
const all = process.env.F1_BRAIN_TESTS === 'all';
/** `npm run test:all` runs those in real time apart. */
const timedApart = process.env.F1_BRAIN_TIMED === 'apart' ? timed : [];
const hasRos = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'roscore')));
const leftOut = all
  ? ['/test/real/']
  : [hasRos ? '/test/real/(?!(master|messages)\\.test)' : '/test/real/', '\\.slow\\.test\\.ts$'];

module.exports = {
  // By itself jest leaves one core to others, which is half of a machine with two.
  maxWorkers: '100%',
  testEnvironment: '<rootDir>/test/helpers/node-environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/browser/',
    '/test/drive/inference/webgpu',
    ...leftOut,
    ...timedApart,
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
  testSequencer: '<rootDir>/test/helpers/longest-first.js',
  globalSetup: '<rootDir>/test/helpers/temporary-folder.ts',
  globalTeardown: '<rootDir>/test/helpers/left-out.ts',
  // Only what hangs is to meet it: processes start slowly on a busy machine.
  testTimeout: 120000,
};

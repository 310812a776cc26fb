/** Test files whose cars drive in real time: what they ask for takes a machine that lets them. */
module.exports = [
  'test/session/guard/guard-process.slow.test.ts',
  'test/session/guard/stalled-node.slow.test.ts',
  'test/session/session-over-ros.slow.test.ts',
];

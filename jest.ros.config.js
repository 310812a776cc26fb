const base = require('./jest.config.js');

/** Tests against real peers: roscore, rospy, rosbag and roslaunch must be installed. */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalTeardown: undefined,
  testTimeout: 240000,
};

export { LineFollower } from './line-follower';
export { LineSight } from './line-sight';
export { LINE_FOLLOWER_DEFAULTS, type LineFollowerOptions, lineFollowerOptions } from './options';

export { LineFollower } from './line-follower';
export { LINE_FOLLOWER_DEFAULTS, type LineFollowerOptions, lineFollowerOptions } from './options';

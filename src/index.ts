/** What a user's own brain module needs to name. */
export type { UserBrain, UserBrainFactory } from './drive/brains/module-brain';
export type { Command, Frame, PixelEncoding, Stamp } from './types';

import type { CompensationMode } from '../../src/config/compensation';

export const WORLDS = ['lockstep', 'ros'] as const;
export type World = (typeof WORLDS)[number];

/** The brains that have tables of their own. */
export const BRAINS = ['pilotnet', 'slim_pilotnet', 'line_follower'] as const;

/** The other models, in the order of the tables. */
export const OTHER_MODELS = [
  'pilotnet_tf',
  'pilotnet_stacked',
  'pilotnet_int8',
  'pilotnet_pqat',
  'pilotnet_qat',
  'slim_pilotnet_int8',
  'slim_pilotnet_mounts',
  'deepest_lstm_tiny',
];

/** What `npm run laps` is asked to drive. */
export interface Selection {
  readonly worlds: readonly World[];
  readonly brains: readonly string[];
  /** Absent for all; their tables are printed, since the documents have those of all. */
  readonly circuits?: readonly string[];
  /** Names of conditions of the camera; absent for all. */
  readonly conditions?: readonly string[];
  /** Of the laps under conditions of the camera; absent for both. */
  readonly compensation?: readonly CompensationMode[];
  /** Starts of the table of phases. */
  readonly phases: number;
  /** Takes the laps that an earlier call has driven. */
  readonly resume: boolean;
  /** Takes those laps alone, and drives none. */
  readonly kept: boolean;
}

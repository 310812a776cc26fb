import { existsSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../scripts/support/paths';
import type { CameraStall, CameraTimingSettings } from '../../src/world/simulator/camera-timing';

/** Times of the camera as a loaded machine gives them. */
export interface Condition {
  readonly name: string;
  /** As the tables say it. */
  readonly text: string;
  readonly timing: CameraTimingSettings;
}

/** Measured times of real Gazebo runs; they are no part of the project, and left out where they are missing. */
const TRACES = path.resolve(PACKAGE_ROOT, '..', 'shared', 'gazebo', 'timing');

/** The camera of the tables before: nothing is late. */
export const PROMPT = 'prompt';

export const CONDITIONS: readonly Condition[] = [
  timed(PROMPT, '20 Hz, 5 ms', 20, 5),
  timed('late', '20 Hz, 100 ms', 20, 100),
  timed('slow', '10 Hz, 100 ms', 10, 100),
  {
    name: 'uneven',
    text: '10 Hz, 100 ms, each ± 50 ms, a tenth dropped',
    timing: { cameraRate_hz: 10, latency_ms: 100, cameraJitter_ms: 50, frameDrop: 0.1 },
  },
  stalled('stall-0.35', 0.35),
  stalled('stall-1', 1),
  stalled('stall-2.4', 2.4),
  timed('sluggish', '5 Hz, 5 ms', 5, 5),
  ...trace('montreal-network-fails', 'Montreal trace, network'),
  ...trace('montreal-line-follower', 'Montreal trace, line follower'),
];

export function conditionNamed(name: string): Condition {
  const found = CONDITIONS.find((condition) => condition.name === name);
  if (!found)
    throw new Error(`${name} is no condition: choose from ${CONDITIONS.map((c) => c.name).join(', ')}`);
  return found;
}

/** The same as arguments of `f1-brain lap`. */
export function timingArguments(timing: CameraTimingSettings): string[] {
  const { cameraStall = [] } = timing;
  const values = [
    ['--camera-rate', timing.cameraRate_hz],
    ['--latency', timing.latency_ms],
    ['--camera-jitter', timing.cameraJitter_ms],
    ['--frame-drop', timing.frameDrop],
    ['--camera-timing', timing.cameraTiming],
    ...cameraStall.map(({ duration_s, at_s }) => ['--camera-stall', `${duration_s}@${at_s}`] as const),
  ] as const;
  return values.flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)]));
}

function timed(name: string, text: string, cameraRate_hz: number, latency_ms: number): Condition {
  return { name, text, timing: { cameraRate_hz, latency_ms } };
}

/** Three stalls, so that they meet the car at more than one place of a lap. */
function stalled(name: string, duration_s: number): Condition {
  const cameraStall: CameraStall[] = [10, 20, 30].map((at_s) => ({ duration_s, at_s }));
  return { name, text: `three stalls of ${duration_s} s`, timing: { cameraStall } };
}

function trace(name: string, text: string): Condition[] {
  const cameraTiming = path.join(TRACES, `${name}.csv`);
  return existsSync(cameraTiming) ? [{ name, text, timing: { cameraTiming } }] : [];
}

import { isDeepStrictEqual } from 'node:util';
import type { Section } from '../../config/section';
import { SettingError } from '../../errors';
import { type CameraTrace, readCameraTrace } from './camera-trace';

/** Simulated time for which no frame arrives; those captured meanwhile arrive at its end, all at once. */
export interface CameraStall {
  readonly duration_s: number;
  /** Simulated time at which it begins. Default 10. */
  readonly at_s?: number;
}

/** When the built-in world's camera captures and when its frames arrive, as users set it. */
export interface CameraTimingSettings {
  /** Captures per simulated second. Default 20. */
  readonly cameraRate_hz?: number;
  /** The interval between two captures and the latency of each frame vary by up to so much, each way. Default 0. */
  readonly cameraJitter_ms?: number;
  /** Share of the frames that never arrive, 0 to 1. Default 0. */
  readonly frameDrop?: number;
  /** Simulated time from a frame's capture to the effect of its command. Default 5: the node's own part, for which
   *  frames arrive at once. */
  readonly latency_ms?: number;
  /** Default none. */
  readonly cameraStall?: readonly CameraStall[];
  /** CSV file of measured captures and arrivals, in place of rate, jitter and latency. */
  readonly cameraTiming?: string;
}

/** The same with every value. */
export interface CameraTiming {
  readonly rate_hz: number;
  readonly jitter_ms: number;
  readonly frameDrop: number;
  readonly latency_ms: number;
  readonly stalls: readonly Required<CameraStall>[];
  /** Takes the place of rate, jitter and latency. */
  readonly trace: CameraTrace | null;
}

/** Simulated time that node and transport take from a frame's arrival to its command: what they take over ROS on a
 *  machine with two cores (docs/performance.md). */
export const NODE_LATENCY_MS = 5;

/** The camera of the F1 car on a machine that keeps up. */
export const DEFAULT_CAMERA_TIMING: CameraTiming = {
  rate_hz: 20,
  jitter_ms: 0,
  frameDrop: 0,
  latency_ms: NODE_LATENCY_MS,
  stalls: [],
  trace: null,
};

export function isDefaultTiming(timing: CameraTiming): boolean {
  return isDeepStrictEqual(timing, DEFAULT_CAMERA_TIMING);
}

const SLOWEST_HZ = 0.1;
/** One capture for each step of physics. */
const FASTEST_HZ = 1000;
const LONGEST_LATENCY_MS = 10_000;
const LONGEST_STALL_S = 600;
const LATEST_STALL_S = 1e6;
const STALL_AT_S = 10;

type Reader = (section: Section, key: string) => unknown;

/** Reads one setting, or throws an error that names the key and what it may be. */
export const CAMERA_TIMING_READERS: Readonly<Record<keyof CameraTimingSettings, Reader>> = {
  cameraRate_hz: (section, key) => section.number(key, SLOWEST_HZ, FASTEST_HZ),
  cameraJitter_ms: (section, key) => section.number(key, 0, 1000 / SLOWEST_HZ),
  frameDrop: (section, key) => section.number(key, 0, 1),
  latency_ms: (section, key) => section.number(key, 0, LONGEST_LATENCY_MS),
  cameraStall: readStalls,
  cameraTiming: (section, key) => section.string(key),
};

function readStalls(section: Section, key: string): CameraStall[] {
  const value = section.raw(key);
  if (!Array.isArray(value)) throw section.error(key, 'must be a list such as [{duration_s: 1, at_s: 10}]');
  return value.map((stall: Partial<CameraStall> | null) => {
    const { duration_s, at_s } = stall ?? {};
    if (!isFrom(duration_s, 0, LONGEST_STALL_S) || duration_s === 0) {
      throw section.error(key, `must last more than 0 and at most ${LONGEST_STALL_S} s, found ${duration_s}`);
    }
    if (at_s !== undefined && !isFrom(at_s, 0, LATEST_STALL_S)) {
      throw section.error(key, `must begin 0 to ${LATEST_STALL_S} s after the start, found ${at_s}`);
    }
    return { duration_s, ...(at_s !== undefined && { at_s }) };
  });
}

function isFrom(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

/** Reads and checks the settings that a section has.
 *  @throws the section's error, or SettingError */
export function readCameraTiming(section: Section): CameraTimingSettings {
  const given = Object.entries(CAMERA_TIMING_READERS).filter(([key]) => section.has(key));
  const settings = Object.fromEntries(given.map(([key, read]) => [key, read(section, key)]));
  checkCameraTiming(settings);
  return settings;
}

/** Checks that settings fit each other; each alone has been read by its reader.
 *  @throws SettingError in one line */
export function checkCameraTiming(settings: CameraTimingSettings): void {
  const { cameraRate_hz, cameraJitter_ms = 0, cameraTiming } = settings;
  if (cameraTiming !== undefined) {
    for (const key of ['cameraRate_hz', 'cameraJitter_ms', 'latency_ms'] as const) {
      if (settings[key] === undefined) continue;
      throw new SettingError(
        (nameOf) =>
          `${nameOf(key)} cannot be given with ${nameOf('cameraTiming')}, whose file has the times: leave one out`,
      );
    }
  }
  const rate_hz = cameraRate_hz ?? DEFAULT_CAMERA_TIMING.rate_hz;
  if (cameraJitter_ms <= 1000 / rate_hz) return;
  const period = `${Number((1000 / rate_hz).toPrecision(4))} ms between two frames at ${rate_hz} Hz`;
  throw new SettingError(
    (nameOf) =>
      `${nameOf('cameraJitter_ms')} is ${cameraJitter_ms} ms, more than the ${period}: ` +
      `lower it, or ${nameOf('cameraRate_hz')}`,
  );
}

/** Fills in the defaults and reads the file.
 *  @throws ConfigurationError that names file, line and column */
export function resolveCameraTiming(settings: CameraTimingSettings): CameraTiming {
  const { cameraTiming, cameraStall = [] } = settings;
  return {
    rate_hz: settings.cameraRate_hz ?? DEFAULT_CAMERA_TIMING.rate_hz,
    jitter_ms: settings.cameraJitter_ms ?? DEFAULT_CAMERA_TIMING.jitter_ms,
    frameDrop: settings.frameDrop ?? DEFAULT_CAMERA_TIMING.frameDrop,
    latency_ms: settings.latency_ms ?? DEFAULT_CAMERA_TIMING.latency_ms,
    stalls: cameraStall
      .map(({ duration_s, at_s = STALL_AT_S }) => ({ duration_s, at_s }))
      .sort((a, b) => a.at_s - b.at_s),
    trace: cameraTiming === undefined ? null : readCameraTrace(cameraTiming),
  };
}

import path from 'node:path';
import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import { RandomSource } from '../../../support/random';
import type { Command } from '../../../types';
import { type CoursePose, poseOf } from '../../../world/simulator/course-pose';
import { CAMERA_PERIOD_MS } from '../../../world/simulator/simulation';
import { startPose } from '../../../world/simulator/start';
import { teach } from '../../../world/simulator/teacher';
import { deriveSeed } from '../derive-seed';
import { PartWriters } from '../part-writers';
import { CarCamera } from './car-camera';
import { CarDrive } from './car-drive';
import { MILD_PUSHES, Pushes } from './pushes';
import type { RecordedPart } from './record-drives';

/** The circuits of the published test set, driven in the direction of the worlds. */
export const TEST_CIRCUITS = ['simple_circuit', 'montmelo_line', 'montreal_line'] as const;
export const TEST_DIRECTION: Direction = 'forward';

/** Images per segment: enough for networks with three frames or memory to settle. */
const SEGMENT_FRAMES = 12;
/** Evenly spaced segments per lap: 372 images per circuit. */
const SEGMENTS = 31;
/** Minimum gap between two segments, so that it shows in the timestamps. */
const MIN_GAP_FRAMES = 6;

export interface TestSetPlan {
  readonly folder: string;
  readonly circuits: readonly Circuit[];
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

interface Moment {
  readonly place: CoursePose;
  readonly command: Command;
  readonly time_ms: number;
}

/**
 * Records the fixed test set: the teacher drives one lap of each circuit with mild pushes, and segments of
 * consecutive images are kept. The same seed gives the same bytes.
 */
export async function recordTestSet(plan: TestSetPlan): Promise<RecordedPart[]> {
  const { folder, circuits, seed, signal, onProgress } = plan;
  const names = circuits.map(({ name }) => name);
  const writers = await PartWriters.open(path.resolve(folder), names);
  const laps = circuits.map((circuit) => ({ circuit, moments: selectSegments(driveLap(circuit, seed)) }));
  const total = laps.reduce((sum, { moments }) => sum + moments.length, 0);
  let done = 0;
  try {
    for (const { circuit, moments } of laps) {
      const camera = new CarCamera(circuit, seed);
      for (const { place, command, time_ms } of moments) {
        if (signal?.aborted) break;
        await writers.get(circuit.name).add(camera.view(place, time_ms), command, time_ms / 1000);
        done++;
        onProgress?.(done, total, circuit.name);
      }
    }
  } finally {
    await writers.finish({
      kind: 'test set',
      driver: 'teacher',
      circuits: names,
      directions: [TEST_DIRECTION],
      frames: total,
      seed,
      disturb: 'mild pushes',
      complete: done === total,
    });
  }
  return circuits.map(({ name }) => {
    const { folder: part, count } = writers.get(name);
    return { name, folder: part, count, episodes: 1, lost: 0 };
  });
}

/** Pose and label of every image of one lap, without the images. */
function driveLap(circuit: Circuit, seed: number): Moment[] {
  const start = poseOf(circuit, TEST_DIRECTION, startPose(circuit, TEST_DIRECTION));
  const random = new RandomSource(deriveSeed(`test set ${circuit.name}`, seed), 0);
  const drive = new CarDrive(circuit, TEST_DIRECTION, start, new Pushes(random, MILD_PUSHES));
  const moments: Moment[] = [];
  for (let driven_m = 0; driven_m < circuit.length_m; ) {
    const { place, time_ms } = drive;
    const command = teach(circuit, TEST_DIRECTION, place);
    moments.push({ place, command, time_ms });
    drive.advance(command);
    if (drive.lost)
      throw new Error(`the teacher left the track of ${circuit.name} at ${place.s_m.toFixed(1)} m`);
    const step_m = drive.place.s_m - place.s_m;
    driven_m += step_m - circuit.length_m * Math.round(step_m / circuit.length_m);
    if (moments.length * CAMERA_PERIOD_MS > 1000 * (circuit.length_m + 60)) {
      throw new Error(`the teacher makes no progress on ${circuit.name}`);
    }
  }
  return moments;
}

/** Evenly spaced segments; the whole lap if it is too short for gaps. */
function selectSegments(moments: readonly Moment[]): readonly Moment[] {
  const stretches = Math.min(SEGMENTS, Math.floor(moments.length / (SEGMENT_FRAMES + MIN_GAP_FRAMES)));
  if (stretches < 1) return moments;
  return Array.from({ length: stretches }, (_, i) => {
    const first = Math.round((i * moments.length) / stretches);
    return moments.slice(first, first + SEGMENT_FRAMES);
  }).flat();
}

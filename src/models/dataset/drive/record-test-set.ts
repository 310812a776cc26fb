import path from 'node:path';
import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import { RandomSource } from '../../../support/random';
import type { Command } from '../../../types';
import { type CoursePose, poseOf } from '../../../world/simulator/course-pose';
import { CAMERA_PERIOD_MS } from '../../../world/simulator/simulation';
import { startPose } from '../../../world/simulator/start';
import { teach } from '../../../world/simulator/teacher';
import { PartWriters } from '../part-writers';
import { seedOf } from '../seed-of';
import { CarCamera } from './car-camera';
import { CarDrive } from './car-drive';
import { MILD_PUSHES, Pushes } from './pushes';
import type { RecordedPart } from './record-drives';

/** The circuits of the published test set, driven clockwise: the direction that the worlds are driven in. */
export const TEST_CIRCUITS = ['simple_circuit', 'montmelo_line', 'montreal_line'] as const;
export const TEST_DIRECTION: Direction = 'forward';

/** Consecutive pictures kept at a time: networks that see three frames or remember have twelve to settle in. */
const STRETCH_FRAMES = 12;
/** Stretches of a lap, spread evenly: 372 pictures a circuit. */
const STRETCHES = 31;
/** Left out between two stretches at least, so that the gap shows in the timestamps. */
const LEAST_GAP_FRAMES = 6;

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
 * Records the fixed test set: the teacher drives a lap of each circuit from its start, mildly pushed, and of its
 * pictures stretches of consecutive ones are kept. The same seed gives the same bytes.
 */
export async function recordTestSet(plan: TestSetPlan): Promise<RecordedPart[]> {
  const { folder, circuits, seed, signal, onProgress } = plan;
  const names = circuits.map(({ name }) => name);
  const writers = await PartWriters.open(path.resolve(folder), names);
  const laps = circuits.map((circuit) => ({ circuit, moments: stretchesOf(lap(circuit, seed)) }));
  const total = laps.reduce((sum, { moments }) => sum + moments.length, 0);
  let done = 0;
  try {
    for (const { circuit, moments } of laps) {
      const camera = new CarCamera(circuit, seed);
      for (const { place, command, time_ms } of moments) {
        if (signal?.aborted) break;
        await writers.of(circuit.name).add(camera.view(place, time_ms), command, time_ms / 1000);
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
    const { folder: part, count } = writers.of(name);
    return { name, folder: part, count, episodes: 1, lost: 0 };
  });
}

/** Every picture's pose and label of one lap, without the pictures. */
function lap(circuit: Circuit, seed: number): Moment[] {
  const start = poseOf(circuit, TEST_DIRECTION, startPose(circuit, TEST_DIRECTION));
  const random = new RandomSource(seedOf(`test set ${circuit.name}`, seed), 0);
  const drive = new CarDrive(circuit, TEST_DIRECTION, start, new Pushes(random, MILD_PUSHES));
  const moments: Moment[] = [];
  for (let way_m = 0; way_m < circuit.length_m; ) {
    const { place, time_ms } = drive;
    const command = teach(circuit, TEST_DIRECTION, place);
    moments.push({ place, command, time_ms });
    drive.advance(command);
    if (drive.lost)
      throw new Error(`the teacher lost its way on ${circuit.name} at ${place.s_m.toFixed(1)} m`);
    const step_m = drive.place.s_m - place.s_m;
    way_m += step_m - circuit.length_m * Math.round(step_m / circuit.length_m);
    if (moments.length * CAMERA_PERIOD_MS > 1000 * (circuit.length_m + 60)) {
      throw new Error(`the teacher makes no way on ${circuit.name}`);
    }
  }
  return moments;
}

/** Evenly spread stretches; all of a lap that is too short to leave gaps. */
function stretchesOf(moments: readonly Moment[]): readonly Moment[] {
  const stretches = Math.min(STRETCHES, Math.floor(moments.length / (STRETCH_FRAMES + LEAST_GAP_FRAMES)));
  if (stretches < 1) return moments;
  return Array.from({ length: stretches }, (_, i) => {
    const first = Math.round((i * moments.length) / stretches);
    return moments.slice(first, first + STRETCH_FRAMES);
  }).flat();
}

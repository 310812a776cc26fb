/**
 * What compensation adds to the way of a frame: the step of a brain, what its answer takes through compensation until the
 * command leaves, and one of the steering steps until the next answer; a drive along a circuit, the brains in turn.
 *
 *     npx jiti bench/compensation.ts --help
 */
import path from 'node:path';
import { integerFrom, program, runProgram } from '../scripts/support/program';
import type { Circuit } from '../src/circuit/circuit';
import { loadCircuit } from '../src/circuit/load';
import { readCard } from '../src/config/model-card';
import { LineFollower } from '../src/drive/brains/line-follower';
import { NetworkBrain } from '../src/drive/brains/network';
import { limited } from '../src/drive/command/limits';
import { CourseKeeper } from '../src/drive/course-keeper';
import { PACKAGE_ROOT } from '../src/support/paths';
import type { Brain, Pose, Stamp } from '../src/types';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';
import { cameraFrame } from './support/frames';
import { printMeasurements, Stopwatch } from './support/measure';

const CIRCUIT = 'simple_circuit';
/** Two networks, whose answers are arcs, and the brain that sees the line. */
const BRAINS = ['pilotnet', 'slim_pilotnet', 'line_follower'] as const;
const FRAMES_A_ROUND = 50;
/** Rounds before those that count: they warm up caches and compilers. */
const WARM_UP_ROUNDS = 4;
const PERIOD_S = 0.05;
const TICK_S = 0.01;
/** Age of the frames, and speed of the car. */
const AGE_S = 0.05;
const V_MPS = 10;
const LIMITS = { minV_mps: 0, maxV_mps: 50, maxW_radps: 20 };

/** What is timed of a drive; the names in the output are those of the drive before them. */
export const TIMED = ['step', 'compensation of the answer', 'steering step'] as const;

/** One brain on the circuit, with its compensation and a clock of its own. */
class TimedDrive {
  readonly #brain: Brain;
  readonly #isDated: boolean;
  readonly #keeper: CourseKeeper;
  #tick = () => {};
  #now_s = 1;
  /** Answers that were compensated. */
  compensated = 0;

  /** @param isDated false: frames have no stamps, and their age is estimated */
  constructor(brain: Brain, isDated: boolean) {
    this.#brain = brain;
    this.#isDated = isDated;
    this.#keeper = new CourseKeeper({
      world: {
        command: () => {},
        simulatedSeconds: () => this.#now_s,
        onTick: (listener) => {
          this.#tick = listener;
        },
      },
      realTime: false,
      active: () => ({ brain, compensates: true, limits: LIMITS }),
      counts: { steered: 0 },
      observer: { steered: () => {} },
    });
  }

  /** One frame, and the time until the next. @param take given the milliseconds of each thing that is timed */
  async pass(road: Road, take: (what: (typeof TIMED)[number], time_ms: number) => void): Promise<void> {
    const keeper = this.#keeper;
    keeper.pose(road.poseAt(this.#now_s));
    const captured_s = this.#now_s - AGE_S;
    const frame = {
      ...cameraFrame(road.imageAt(captured_s)),
      stamp: this.#isDated ? stampOf(captured_s) : null,
      arrival_ms: performance.now(),
    };
    const started_ms = performance.now();
    const pending = this.#brain.decide(frame);
    const output = pending instanceof Promise ? await pending : pending;
    const decided_ms = performance.now();
    const meant = keeper.answer(frame, output);
    const command = meant && limited(meant, LIMITS);
    if (command !== null) keeper.answered(command);
    const answered_ms = performance.now();
    if (meant !== null && meant.note !== null) this.compensated += 1;
    take('step', decided_ms - started_ms);
    take('compensation of the answer', answered_ms - decided_ms);
    for (let at_s = TICK_S; at_s < PERIOD_S - TICK_S / 2; at_s += TICK_S) {
      this.#now_s += TICK_S;
      const begin_ms = performance.now();
      this.#tick();
      take('steering step', performance.now() - begin_ms);
    }
    this.#now_s += TICK_S;
  }

  close(): Promise<void> {
    this.#keeper.close();
    return this.#brain.close();
  }
}

/** Where a car on the line of a circuit is, and what it sees. */
class Road {
  readonly #circuit: Circuit;
  readonly #renderer: CameraRenderer;
  readonly #image: Uint8Array;

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
    this.#renderer = new CameraRenderer(circuit);
    this.#image = new Uint8Array(this.#renderer.byteLength);
  }

  poseAt(time_s: number): Pose {
    const { x_m, y_m, heading_rad } = this.#circuit.pointAt((time_s * V_MPS) % this.#circuit.length_m);
    return {
      x_m,
      y_m,
      yaw_rad: heading_rad,
      v_mps: V_MPS,
      w_radps: 0,
      sim_s: time_s,
      clock_s: null,
      arrival_ms: performance.now(),
    };
  }

  /** The image is the same array each time. */
  imageAt(time_s: number): Uint8Array {
    this.#renderer.render(this.poseAt(time_s), this.#image);
    return this.#image;
  }
}

function stampOf(time_s: number): Stamp {
  const sec = Math.floor(time_s);
  return { sec, nsec: Math.round((time_s - sec) * 1e9) };
}

async function measure({ json, rounds }: { json: boolean; rounds: number }): Promise<void> {
  const road = new Road(await loadCircuit(CIRCUIT));
  const drives: [string, TimedDrive][] = [];
  for (const name of BRAINS) {
    drives.push([name, new TimedDrive(await openBrain(name), true)]);
    drives.push([`${name}, frames without stamps`, new TimedDrive(await openBrain(name), false)]);
  }
  const times = new Stopwatch(drives.flatMap(([name]) => TIMED.map((what) => `${name}: ${what}`)));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [name, drive] of drives) {
      for (let i = 0; i < FRAMES_A_ROUND; i++) {
        await drive.pass(road, (what, time_ms) => {
          if (round >= 0) times.add(`${name}: ${what}`, time_ms);
        });
      }
    }
  }
  for (const [name, drive] of drives) {
    if (drive.compensated < (WARM_UP_ROUNDS + rounds) * FRAMES_A_ROUND) {
      throw new Error(`${name}: only ${drive.compensated} answers were compensated`);
    }
    await drive.close();
  }
  printMeasurements(times.summary(), json);
}

async function openBrain(name: (typeof BRAINS)[number]): Promise<Brain> {
  const card = () => readCard(path.join(PACKAGE_ROOT, 'models', `${name}.onnx`));
  const brain =
    name === 'line_follower'
      ? new LineFollower()
      : await NetworkBrain.open(name, card(), { provider: 'cpu', threads: 1 });
  await brain.warmUp();
  return brain;
}

void runProgram(
  program('npx jiti bench/compensation.ts', 'Times what compensation adds to the path of a frame.')
    .option('--rounds <n>', `rounds of ${FRAMES_A_ROUND} frames for each brain`, integerFrom(1), 20)
    .option('--json', 'print one line of JSON', false)
    .action(measure),
);

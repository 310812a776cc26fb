/**
 * Lets a trained model drive under varied looks and with pushes, and writes the poses it came through:
 *
 *     npx jiti training/collect-visited.ts --model training/runs/pilotnet/base/model.onnx --out training/data/visited.csv
 *
 * Poses where the model and the expert differ are kept more often; with --sequence N each with the N - 1 before it.
 * generate-frames.ts --poses renders and labels them (Ross et al., "A Reduction of Imitation Learning and Structured
 * Prediction to No-Regret Online Learning").
 */
import { integerFrom, namesOf, program, runProgram } from '../scripts/support/program';
import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { CAR_CAMERA_NAMES, type CarCameraName } from '../src/config/f1-car';
import { readCard } from '../src/config/model-card';
import { NetworkBrain } from '../src/drive/brains/network';
import { ModelError } from '../src/errors';
import { RandomSource } from '../src/support/random';
import type { Command } from '../src/types';
import { type CoursePose, poseAt, poseOf } from '../src/world/simulator/course-pose';
import { teach } from '../src/world/simulator/teacher';
import { CAMERA_NAMES, type CameraName, DRIVE_S, driveCompensated } from './compensated-drive';
import { DelayedCar, FRAME_MS } from './delayed-car';
import { mountNames } from './mount-names';
import { PoseCamera } from './pose-camera';
import { vary } from './vary';
import { type VisitedPose, writeVisited } from './visited';
import { ProgressLine } from './workers';

/** Frames driven before looks, place and direction change. */
const EPISODE_FRAMES = 240;
/** Further off than this the drive is lost, and the next episode starts. */
const LOST_M = 1.3;
const LOST_RAD = 1.3;

interface Episode {
  readonly brain: NetworkBrain;
  readonly camera: PoseCamera;
  readonly circuit: Circuit;
  readonly direction: Direction;
  readonly random: RandomSource;
  /** How many there were before it. */
  readonly number: number;
  /** Frames kept together. */
  readonly sequence: number;
  readonly visit: (poses: readonly VisitedPose[]) => void;
}

interface Options {
  model: string;
  out: string;
  frames: number;
  sequence: number;
  seed: number;
  circuits: string[];
  mounts: CarCameraName[];
  compensated?: CameraName[];
}

async function collect({
  model,
  out,
  frames: wanted,
  sequence,
  seed,
  circuits,
  mounts,
  compensated,
}: Options): Promise<void> {
  const card = readCard(model);
  const compensates = compensated !== undefined;
  const brain = await NetworkBrain.open(model, card, { provider: 'cpu', threads: 1, compensates });
  const places: { circuit: Circuit; camera: PoseCamera }[] = [];
  for (const name of circuits) {
    const circuit = await loadCircuit(name);
    places.push({ circuit, camera: new PoseCamera(circuit, seed, card.input.crop) });
  }
  const visited: VisitedPose[] = [];
  const progress = new ProgressLine(wanted);
  let lost = 0;
  let episodes = 0;
  for (; visited.length < wanted; episodes++) {
    const random = new RandomSource(seed + 7919, episodes);
    const { circuit, camera } = places[Math.floor(episodes / 2) % places.length]!;
    camera.appear(vary(circuit, random, mounts));
    const direction = episodes % 2 === 0 ? 'forward' : 'reverse';
    const visit = (poses: readonly VisitedPose[]) => visited.push(...poses);
    const episode = { brain, camera, circuit, direction, random, number: episodes, sequence, visit } as const;
    const finished = compensated
      ? await driveAsNode(episode, compensated[Math.floor(episodes / 10) % compensated.length]!)
      : await drive(episode);
    if (!finished) lost++;
    progress.tell(Math.min(wanted, visited.length));
  }
  await brain.close();
  writeVisited(out, visited.slice(0, wanted));
  const length_s = compensates ? DRIVE_S : (EPISODE_FRAMES * FRAME_MS) / 1000;
  process.stderr.write(`  ${episodes} drives of ${length_s} s, ${lost} lost the line\n`);
}

/** The same with the node's compensation, past tight bends.
 *  @returns false when the car lost the line */
async function driveAsNode(
  { brain, camera: { renderer }, circuit, direction, random, number, sequence, visit }: Episode,
  camera: CameraName,
): Promise<boolean> {
  const passed = await driveCompensated({
    brain,
    circuit,
    direction,
    renderer,
    camera,
    random,
    seed: number,
  });
  const recent: VisitedPose[] = [];
  for (const { answer, ...car } of passed) {
    const place = poseOf(circuit, direction, car);
    if (isLost(place)) return false;
    recent.push({ circuit: circuit.name, direction, ...car });
    if (!random.chance(keptInBends(answer, teach(circuit, direction, place))) || recent.length < sequence)
      continue;
    visit(recent.splice(-sequence));
    recent.length = 0;
  }
  return true;
}

function isLost({ lateral_m, headingError_rad }: CoursePose): boolean {
  return Math.abs(lateral_m) > LOST_M || Math.abs(headingError_rad) > LOST_RAD;
}

/** Share of the poses with such an answer that are kept: of a network's free drives, which are long and mostly straight. */
function keptShare(answer: Command, wanted: Command): number {
  return Math.min(1, 0.1 + mistakeOf(answer, wanted) / 2);
}

/** The same of drives past tight bends. */
function keptInBends(answer: Command, wanted: Command): number {
  return Math.min(1, 0.3 + mistakeOf(answer, wanted));
}

function mistakeOf(answer: Command, wanted: Command): number {
  return Math.abs(answer.w_radps - wanted.w_radps) + 0.2 * Math.abs(answer.v_mps - wanted.v_mps);
}

/** @returns false when the car lost the line */
async function drive({
  brain,
  camera,
  circuit,
  direction,
  random,
  sequence,
  visit,
}: Episode): Promise<boolean> {
  const start = poseAt(
    circuit,
    direction,
    random.uniform(0, circuit.length_m),
    random.normal(0.15),
    random.normal(0.1),
  );
  const car = new DelayedCar(start, Math.round(random.uniform(5, 60)), { v_mps: 6.5, w_radps: 0 });
  const recent: VisitedPose[] = [];
  brain.reset();
  for (let frame = 0; frame < EPISODE_FRAMES; frame++) {
    const place = poseOf(circuit, direction, car);
    if (isLost(place)) return false;
    recent.push({ circuit: circuit.name, direction, x_m: car.x_m, y_m: car.y_m, yaw_rad: car.yaw_rad });
    const answer = await brain.decide(camera.view(car));
    if (!Number.isFinite(answer.v_mps + answer.w_radps))
      throw new ModelError(`${brain.name}: its answer to a frame is no number`);
    if (random.chance(keptShare(answer, teach(circuit, direction, place))) && recent.length >= sequence) {
      visit(recent.splice(-sequence));
      recent.length = 0;
    }
    car.advance(answer, random);
  }
  return true;
}

void runProgram(
  program(
    'npx jiti training/collect-visited.ts',
    'Lets a trained model drive and writes the poses that it came through.',
  )
    .requiredOption('--model <file>', 'the .onnx file that drives')
    .option('--out <file>', 'where the poses are written', 'training/data/visited.csv')
    .option('--frames <n>', 'poses to collect', integerFrom(1), 8000)
    .option('--sequence <n>', 'consecutive poses that are kept together', integerFrom(1), 1)
    .option('--seed <n>', 'seed of looks, starts and pushes', integerFrom(0), 1)
    .option('--circuits <names>', 'circuits that take turns', namesOf(circuitNames()), [...circuitNames()])
    .option(
      '--mounts <names>',
      `cameras that take turns at random: ${CAR_CAMERA_NAMES.join(', ')}`,
      mountNames,
      ['f1'],
    )
    .option(
      '--compensated <cameras>',
      `drives as the node does, with compensation, past tight bends; cameras that take turns: ${CAMERA_NAMES.join(', ')}`,
      namesOf(CAMERA_NAMES),
    )
    .action(collect),
);

/**
 * Judges a model: a lap of every circuit in both directions, and its steering on recorded frames of the real worlds.
 *
 *     npx jiti training/judge.ts --help
 *
 * Exit code 1 when a lap was not completed or a wall was touched.
 */
import path from 'node:path';
import { integerFrom, names, program, runProgram } from '../scripts/support/program';
import { hasRecordedFrames } from '../scripts/support/recorded-frames';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { CAR_CAMERA_NAMES, type CarCameraName } from '../src/config/f1-car';
import { readCard } from '../src/config/model-card';
import { NetworkBrain } from '../src/drive/brains/network';
import { type DrivenLap, driveLap, LIMIT_S } from './drive-laps';
import { writeFigures } from './judge-card';
import { mountNames } from './mount-names';
import { type Agreement, steeringAgreement } from './steering-agreement';

const DELAYS_MS = [5, 60];
const SEED = 1;

interface Options {
  model: string;
  circuits: string[];
  delays: number[];
  real: string[];
  mounts: CarCameraName[];
  seed: number;
  card: boolean;
}

async function judge(options: Options): Promise<void> {
  const card = readCard(options.model);
  const brain = await NetworkBrain.open(card.name, card, { provider: 'cpu', threads: 1 });
  await brain.warmUp();
  const agreements = await judgeSteering(brain, options.real);
  const laps = await driveLaps(brain, options);
  await brain.close();
  if (options.card) writeFigures(card.cardFile, agreements, laps, commandOf(options));
  if (laps.some((lap) => !lap.completed || lap.contacts > 0)) process.exitCode = 1;
}

/** Steering on recorded frames, by the names of their folders. */
async function judgeSteering(
  brain: NetworkBrain,
  folders: readonly string[],
): Promise<Record<string, Agreement>> {
  const agreements: Record<string, Agreement> = {};
  for (const folder of folders) {
    if (!hasRecordedFrames(folder)) throw new Error(`${folder}: holds no poses.csv`);
    const name = path.basename(folder);
    const found = await steeringAgreement(folder, brain);
    agreements[name] = found;
    print(`${name}: steers to the line's side on ${percent(found.agreement)} of ${found.clear} frames`);
    for (const frame of found.disagreeing) print(`    not on ${frame}`);
  }
  return agreements;
}

async function driveLaps(brain: NetworkBrain, { mounts, ...options }: Options): Promise<DrivenLap[]> {
  const laps: DrivenLap[] = [];
  for (const mount of mounts) laps.push(...(await lapsWith(brain, mount, options)));
  return laps;
}

async function lapsWith(
  brain: NetworkBrain,
  mount: CarCameraName,
  { circuits, delays, seed }: Omit<Options, 'mounts'>,
): Promise<DrivenLap[]> {
  const laps: DrivenLap[] = [];
  for (const name of circuits) {
    const circuit = await loadCircuit(name);
    for (const direction of ['forward', 'reverse'] as const) {
      for (const delay_ms of delays) {
        const lap = await driveLap(brain, circuit, direction, delay_ms, seed, LIMIT_S, mount);
        laps.push(lap);
        print(row(lap));
      }
    }
  }
  return laps;
}

/** As others would call it: recorded frames lie elsewhere on their machines. */
function commandOf({ model, circuits, delays, real, mounts, seed }: Options): string {
  const folders = real.map((folder) => path.basename(folder));
  const isDefault = (given: readonly unknown[], usual: readonly unknown[]) => `${given}` === `${usual}`;
  return [
    `npx jiti training/judge.ts --model models/${path.basename(model)}`,
    ...(isDefault(circuits, circuitNames()) ? [] : [`--circuits ${circuits.join(',')}`]),
    ...(isDefault(mounts, ['f1']) ? [] : [`--mounts ${mounts.join(',')}`]),
    ...(isDefault(delays, DELAYS_MS) ? [] : [`--delays ${delays.join(',')}`]),
    ...(seed === SEED ? [] : [`--seed ${seed}`]),
    ...(folders.length > 0 ? [`--real ${folders.join(',')}`] : []),
    '--card',
  ].join(' ');
}

function row(lap: DrivenLap): string {
  return [
    lap.circuit.padEnd(18),
    lap.direction.padEnd(8),
    ...(lap.mount ? [lap.mount] : []),
    `${lap.delay_ms} ms`.padStart(6),
    (lap.completed ? 'completed' : `ended at ${number(lap.percent, 0)}%`).padEnd(14),
    `${lap.contacts} contacts`.padStart(12),
    `${number(lap.lap_s, 1)} s`.padStart(9),
    `${number(lap.speed_mps, 2)} m/s`.padStart(11),
    `mean ${number(lap.deviation_mean_m, 3)} m`.padStart(14),
    `max ${number(lap.deviation_max_m, 2)} m`.padStart(12),
  ].join('  ');
}

function number(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

function percent(share: number | null): string {
  return share === null ? 'none' : `${(100 * share).toFixed(1)}%`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Whole numbers with commas between them. */
function wholeNumbers(text: string): number[] {
  return names(text).map(integerFrom(0));
}

void runProgram(
  program('npx jiti training/judge.ts', 'Judges a model by laps and by its steering on recorded frames.')
    .option('--model <file>', 'the .onnx file', 'models/pilotnet.onnx')
    .option('--circuits <names>', 'where it drives, in both directions', names, circuitNames())
    .option('--delays <ms>', 'delays from frame to command, milliseconds', wholeNumbers, DELAYS_MS)
    .option('--mounts <names>', `cameras to drive with: ${CAR_CAMERA_NAMES.join(', ')}`, mountNames, ['f1'])
    .option('--real <folders>', 'recorded frames with poses.csv; none are part of the project', names, [])
    .option('--seed <n>', 'seed of the laps', integerFrom(0), SEED)
    .option('--card', "write the figures into the model's card", false)
    .action(judge),
);

/**
 * Judges a model: a lap of every circuit in both directions, and its steering on recorded frames of the real worlds.
 *
 *     npx jiti training/judge.ts --model models/slim_pilotnet.onnx [--delays 5,60] [--real FOLDER,FOLDER] [--card]
 *
 * --real names folders of recorded frames with poses.csv (none are part of the project); --card writes the
 * figures into the model's card. Exit code 1 when a lap was not completed or a wall was touched.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasRecordedFrames } from '../scripts/support/recorded-frames';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { readCard } from '../src/config/model-card';
import { NetworkBrain } from '../src/drive/brains/network';
import { messageOf } from '../src/errors';
import { type DrivenLap, driveLap } from './drive-laps';
import { writeFigures } from './judge-card';
import { type Agreement, steeringAgreement } from './steering-agreement';

const DELAYS = '5,60';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'models/pilotnet.onnx' },
      circuits: { type: 'string', default: circuitNames().join(',') },
      delays: { type: 'string', default: DELAYS },
      real: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
      card: { type: 'boolean', default: false },
    },
  });
  const card = readCard(values.model);
  const brain = await NetworkBrain.open(card.name, card, { provider: 'cpu', threads: 1 });
  await brain.warmUp();

  const agreements: Record<string, Agreement> = {};
  for (const folder of values.real.split(',').filter(Boolean)) {
    if (!hasRecordedFrames(folder)) throw new Error(`${folder}: holds no poses.csv`);
    const agreement = await steeringAgreement(folder, brain);
    agreements[path.basename(folder)] = agreement;
    say(
      `${path.basename(folder)}: steers to the line's side on ${percent(agreement.agreement)} of ${agreement.clear} frames`,
    );
    for (const frame of agreement.disagreeing) say(`    not on ${frame}`);
  }

  const laps: DrivenLap[] = [];
  for (const name of values.circuits.split(',')) {
    const circuit = await loadCircuit(name);
    for (const direction of ['forward', 'reverse'] as const) {
      for (const delay of values.delays.split(',')) {
        const lap = await driveLap(brain, circuit, direction, Number(delay), Number(values.seed));
        laps.push(lap);
        say(row(lap));
      }
    }
  }
  await brain.close();
  if (values.card) writeFigures(card.cardFile, agreements, laps, commandOf(values));
  if (laps.some((lap) => !lap.completed || lap.contacts > 0)) process.exitCode = 1;
}

/** As others would call it: recorded frames lie elsewhere on their machines. */
function commandOf(values: {
  model: string;
  circuits: string;
  delays: string;
  real: string;
  seed: string;
}): string {
  const { model, circuits, delays, real, seed } = values;
  const folders = real
    .split(',')
    .filter(Boolean)
    .map((folder) => path.basename(folder));
  return [
    `npx jiti training/judge.ts --model models/${path.basename(model)}`,
    ...(circuits === circuitNames().join(',') ? [] : [`--circuits ${circuits}`]),
    ...(delays === DELAYS ? [] : [`--delays ${delays}`]),
    ...(seed === '1' ? [] : [`--seed ${seed}`]),
    ...(folders.length > 0 ? [`--real ${folders.join(',')}`] : []),
    '--card',
  ].join(' ');
}

function row(lap: DrivenLap): string {
  return [
    lap.circuit.padEnd(18),
    lap.direction.padEnd(8),
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});

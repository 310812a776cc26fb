import type { Circuit } from '../circuit/circuit';
import { parseDirection } from '../circuit/direction';
import { circuitNames, loadCircuit } from '../circuit/load';
import { undrawnNote } from '../circuit/variants';
import { ConfigurationError } from '../errors';
import { driverOf, TEACHER_NAME } from '../models/dataset/drive/named-driver';
import { type RecordedPart, recordDrives } from '../models/dataset/drive/record-drives';
import { recordTestSet, TEST_CIRCUITS } from '../models/dataset/drive/record-test-set';
import { count } from '../support/count';
import { formatColumns } from '../support/terminal/columns';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { DatasetRecordOptions, RecordOutcome } from './dataset-record-source';
import type { Invocation } from './io';
import { printError } from './print';

const DEFAULT_FRAMES = 4000;
const DEFAULT_SEED = 1;

/** Records drives in the built-in world, labelled by the driver. */
export async function recordTheWorld(
  folder: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  const circuits = await circuitsOf(options.circuits ?? circuitNames(), cli);
  const frames = options.frames ?? DEFAULT_FRAMES;
  const driverName = options.brain ?? TEACHER_NAME;
  const seed = options.seed ?? DEFAULT_SEED;
  const disturb = options.disturb ?? 'pushes';
  const spread = options.spread ?? 'drives';
  if (spread === 'steering' && driverName !== TEACHER_NAME) {
    throw new ConfigurationError(
      `--spread steering needs the teacher, who drives without images; leave out --brain ${driverName}`,
    );
  }
  const openDriver = driverOf(driverName);
  const bar = new ProgressBar(cli.stderr);
  const parts = await recordDrives({
    folder,
    circuits,
    directions: (options.directions ?? ['forward', 'reverse']).map(parseDirection),
    frames,
    seed,
    disturb,
    spread,
    openDriver,
    driverName,
    signal,
    onProgress: (done, total, what) => bar.show(done / total, `${done} of ${total} images  ${what}`),
  }).finally(() => bar.clear());
  const lost = parts.reduce((sum, part) => sum + part.lost, 0);
  const episodes = parts.reduce((sum, part) => sum + part.episodes, 0);
  return outcome(parts, frames, signal, {
    facts: { source: 'world', driver: driverName, seed, disturb, ...(spread === 'drives' ? {} : { spread }) },
    lines: [
      `${driverName} drove ${count(episodes, 'time')}, seed ${seed}, disturbances: ${disturb}${spread === 'drives' ? '' : `, spread over the ${spread}`}; the car was lost ${count(lost, 'time')}`,
      ...(lost > 0 ? [drivesTable(parts)] : []),
    ],
  });
}

/** Records the fixed test set of the built-in world. */
export async function recordTheTestSet(
  folder: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  const circuits = await circuitsOf(options.circuits ?? TEST_CIRCUITS, cli);
  const seed = options.seed ?? DEFAULT_SEED;
  const bar = new ProgressBar(cli.stderr);
  let wanted = 1;
  const parts = await recordTestSet({
    folder,
    circuits,
    seed,
    signal,
    onProgress: (done, total, what) => {
      wanted = total;
      bar.show(done / total, `${done} of ${total} images  ${what}`);
    },
  }).finally(() => bar.clear());
  return outcome(parts, wanted, signal, {
    facts: { source: 'test set', driver: TEACHER_NAME, seed },
    lines: [`test set, seed ${seed}: a lap of the teacher on each circuit, mildly pushed, in stretches`],
  });
}

/** @throws InterruptedError where no image was recorded before Ctrl-C */
function outcome(
  parts: readonly RecordedPart[],
  wanted: number,
  signal: AbortSignal,
  { facts, lines }: Pick<RecordOutcome, 'facts' | 'lines'>,
): RecordOutcome {
  const written = parts.reduce((sum, { count }) => sum + count, 0);
  if (written === 0) signal.throwIfAborted();
  return { lines, facts: { ...facts, drives: parts }, complete: written === wanted };
}

async function circuitsOf(names: readonly string[], cli: Invocation): Promise<Circuit[]> {
  const circuits = await Promise.all(names.map(loadCircuit));
  const twice = circuits.find(({ name }, i) => circuits.findIndex((other) => other.name === name) !== i);
  if (twice) throw new ConfigurationError(`--circuits names ${twice.name} twice`);
  for (const name of names) {
    const undrawn = undrawnNote(name);
    if (undrawn !== null) printError(cli, `${name}: ${undrawn}`);
  }
  return circuits;
}

function drivesTable(parts: readonly RecordedPart[]): string {
  const rows = parts.map(({ name, episodes, lost }) => [name, String(episodes), String(lost)]);
  return formatColumns([['', 'drives', 'lost'], ...rows]);
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Circuit } from '../circuit/circuit';
import { formatGenerated } from '../circuit/generate/format';
import { type GeneratedCircuit, generateCircuit } from '../circuit/generate/generate';
import { generatedName, MOST_SEED } from '../circuit/generate/name';
import { circuitNames, loadCircuit } from '../circuit/load';
import { type LineShape, shapeOf } from '../circuit/shape';
import { ConfigurationError } from '../errors';
import { circuitFileFor } from '../learn/write-learned';
import { drawCircuitSheet, renderCircuitSheet, type SheetEntry } from '../measure/report/circuit-sheet';
import { formatNumber, formatPercent } from '../measure/report/format';
import { formatColumns } from '../support/terminal/columns';
import { writeFiles } from '../support/write-files';
import type { Invocation } from './io';
import { integerFrom } from './options/parsers';
import { printJson, printLines } from './print';

interface GenerateFlags {
  seed: number;
  count: number;
  out?: string;
  picture?: string;
  force: boolean;
  json: boolean;
}

interface Written extends GeneratedCircuit {
  readonly file: string;
  readonly shape: LineShape;
}

const MOST_CIRCUITS = 1000;

export function addCircuitGenerate(circuit: Command, cli: Invocation): Command {
  return circuit
    .command('generate')
    .description('make circuit files from seeds: closed lines like those of the five circuits')
    .requiredOption(
      '--seed <number>',
      'of the first circuit; the same seed gives the same circuit',
      integerFrom(0, MOST_SEED),
    )
    .option('--count <number>', 'circuits of so many seeds in a row', integerFrom(1, MOST_CIRCUITS), 1)
    .option('--out <path>', 'the circuit file, or a folder for generated_SEED.yml (default: circuits)')
    .option('--picture <file>', 'draw them beside the five circuits, as .svg or .png')
    .option('--force', 'overwrite existing files', false)
    .option('--json', 'print the figures as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nA generated circuit needs no file: wherever a circuit is named, generated:17 is that of seed 17.' +
        '\nExit code 0: written. 2: wrong arguments, or a file that is there already or cannot be written; one line says why.',
    )
    .action(async (flags: GenerateFlags) => {
      await generate(flags, cli);
      cli.finish(0);
    });
}

async function generate(flags: GenerateFlags, cli: Invocation): Promise<void> {
  const seeds = seedsOf(flags);
  const files = filesFor(seeds, flags);
  const { picture = null } = flags;
  const written = seeds.map((seed, i): Written => {
    const made = generateCircuit(seed);
    return { ...made, file: files[i]!, shape: shapeOf(made.circuit) };
  });
  writeFiles(written.map((made) => [made.file, formatGenerated(made)] as const));
  if (picture !== null) writeFiles([[picture, await draw(written, picture)]]);
  if (flags.json) printJson(cli, { circuits: written.map(jsonOf), picture });
  else printLines(cli, [formatWritten(written), ...(picture === null ? [] : [`  picture  ${picture}`])]);
}

function seedsOf({ seed, count }: GenerateFlags): number[] {
  if (seed + count - 1 > MOST_SEED) {
    throw new ConfigurationError(`--count ${count}: goes beyond the last seed, ${MOST_SEED}`);
  }
  return Array.from({ length: count }, (_, i) => seed + i);
}

/** The files to write, the picture checked with them, before anything is made. */
function filesFor(seeds: readonly number[], { out = 'circuits', picture, force }: GenerateFlags): string[] {
  const isFile = /\.ya?ml$/.test(out);
  if (isFile && seeds.length > 1) {
    throw new ConfigurationError(`--out ${out}: is one file, for ${seeds.length} circuits; name a folder`);
  }
  if (picture !== undefined && !/\.(svg|png)$/.test(picture)) {
    throw new ConfigurationError(`--picture ${picture}: name a file that ends with .svg or .png`);
  }
  const files = isFile ? [out] : seeds.map((seed) => path.join(out, `${generatedName(seed)}.yml`));
  const taken = [...files, ...(picture === undefined ? [] : [picture])].filter((file) => existsSync(file));
  if (taken.length > 0 && !force) {
    const [are, them] = taken.length === 1 ? ['is', 'it'] : ['are', 'them'];
    throw new ConfigurationError(
      `${taken.join(', ')}: ${are} there already; name another place, or overwrite ${them} with --force`,
    );
  }
  for (const file of files) circuitFileFor(file, file, force);
  return files;
}

async function draw(written: readonly Written[], picture: string): Promise<string | Uint8Array> {
  const five = await Promise.all(circuitNames().map(loadCircuit));
  const entries = [
    ...five.map((circuit) => entryOf(circuit, shapeOf(circuit))),
    ...written.map(({ circuit, shape, character }) => entryOf(circuit, shape, character)),
  ];
  return picture.endsWith('.svg') ? drawCircuitSheet(entries) : renderCircuitSheet(entries);
}

function entryOf(circuit: Circuit, shape: LineShape, character?: string): SheetEntry {
  const figures = [
    ...(character === undefined ? [] : [character]),
    formatNumber(shape.length_m, 0, 'm'),
    `tightest bend ${formatNumber(shape.tightest_m, 1, 'm')}`,
    `${formatNumber(shape.turned_degPer100m, 0)}° per 100 m`,
  ];
  return { circuit, caption: figures.join(', ') };
}

function formatWritten(written: readonly Written[]): string {
  const header = [
    'circuit',
    'character',
    'length m',
    'tightest bend m',
    'turned °/100 m',
    'straight',
    'walls m',
    'file',
  ];
  const rows = written.map(({ circuit, character, shape, file }) => [
    circuit.name,
    character,
    formatNumber(shape.length_m, 1),
    formatNumber(shape.tightest_m, 2),
    formatNumber(shape.turned_degPer100m, 0),
    formatPercent(100 * shape.straightShare, 0, '%'),
    formatNumber(wallOf(circuit), 2),
    file,
  ]);
  return formatColumns([header, ...rows], { isRight: (column) => column > 1 && column < header.length - 1 });
}

function jsonOf({ seed, character, circuit, options, shape, file }: Written) {
  return {
    name: circuit.name,
    seed,
    character,
    file,
    length_m: shape.length_m,
    tightest_bend_radius_m: shape.tightest_m,
    turned_deg_per_100m: shape.turned_degPer100m,
    straight_share: shape.straightShare,
    longest_straight_m: shape.longestStraight_m,
    clear_side_m: shape.clearSide_m,
    closest_stretches_m: shape.closestStretches_m,
    line_width_m: circuit.lineWidth_m,
    walls_m: wallOf(circuit),
    start: circuit.start,
    control_points: options.points.length,
  };
}

/** Distance of the walls, which is the same on both sides. */
function wallOf({ look }: Circuit): number | null {
  return look.leftWall?.distance_m ?? null;
}

import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isBag } from '../bag/is-bag';
import type { Direction } from '../circuit/direction';
import { formatCircuit } from '../circuit/format-circuit';
import { seedOfName } from '../circuit/generate/name';
import { circuitNames } from '../circuit/load';
import { parseWorldName } from '../circuit/variants';
import { ConfigurationError } from '../errors';
import { svgToPng } from '../image/svg';
import { writeFiles } from '../support/write-files';
import { drawCircuit } from './draw-circuit';
import type { WrittenCircuit } from './format-learned';
import type { LearnedCircuit } from './learn-circuit';

/** Where users' circuits are looked up by name. */
const FOLDER = 'circuits';

/** The name of a circuit that is learned from a bag: the one asked for, else that of the bag.
 *  @throws ConfigurationError for a name that cannot be found again */
export function nameOfCircuit(asked: string | null, bag: string): string {
  const name = asked ?? path.basename(bag, '.bag').replace(/[^\w.-]+/g, '_');
  if (!/^\w[\w.-]*$/.test(name) || /\.(ya?ml|bag|launch|world)$/.test(name)) {
    throw new ConfigurationError(
      `--name ${name}: must be letters, digits, '_', '-' and '.', as in monaco_line`,
    );
  }
  const { circuit, variants } = parseWorldName(name);
  if (circuitNames().includes(circuit)) {
    throw new ConfigurationError(
      `--name ${name}: is a world of the built-in circuit ${circuit}; choose another name`,
    );
  }
  if (seedOfName(circuit) !== null) {
    throw new ConfigurationError(`--name ${name}: is that of a generated circuit; choose another name`);
  }
  if (variants.length > 0) {
    throw new ConfigurationError(
      `--name ${name}: ends with _${variants.at(-1)}, which changes the look of a circuit; choose another name`,
    );
  }
  return name;
}

/** The file to write; checked before a long bag is read.
 *  @throws ConfigurationError for a file that is there already, without `force`, and for one that is no circuit file */
export function circuitFileFor(asked: string | null, name: string, force: boolean): string {
  const file = asked ?? path.join(FOLDER, `${name}.yml`);
  if (!/\.ya?ml$/.test(file)) throw new ConfigurationError(`--out ${file}: name a file that ends with .yml`);
  if (!existsSync(file)) return file;
  if (isBag(realpathSync(file))) {
    throw new ConfigurationError(`--out ${file}: is a bag, which would be lost; name another file`);
  }
  if (!force) {
    throw new ConfigurationError(
      `${file}: is there already; name another one with --out, or overwrite it with --force`,
    );
  }
  return file;
}

export interface WriteOptions {
  readonly file: string;
  /** The bag it was learned from, for the comment. */
  readonly bag: string;
  readonly direction: Direction;
  readonly pictures: boolean;
}

/** Writes the circuit file, and drawings beside it. @throws ConfigurationError where they cannot be written */
export async function writeLearned(learned: LearnedCircuit, options: WriteOptions): Promise<WrittenCircuit> {
  const { file, direction } = options;
  const stem = file.replace(/\.ya?ml$/, '');
  const drawing = options.pictures ? drawCircuit(learned, direction) : null;
  const contents: [string, string | Buffer][] = [
    [file, formatCircuit(learned.circuit, learned.points, remarksOn(learned, options))],
  ];
  if (drawing !== null) contents.push([`${stem}.svg`, drawing], [`${stem}.png`, await svgToPng(drawing)]);
  writeFiles(contents);
  return { file, pictures: contents.slice(1).map(([name]) => name) };
}

function remarksOn({ circuit, laps, camera }: LearnedCircuit, { bag }: WriteOptions): string[] {
  const from = camera === null ? 'the driven path' : `the line in ${camera.frames} camera images`;
  return [
    `The circuit ${circuit.name}: metres and radians, world coordinates, colours as [red, green, blue].`,
    `Learned from ${path.basename(bag)}: ${laps.length} ${laps.length === 1 ? 'lap' : 'laps'}, ${from}.`,
    circuit.look.leftWall === null
      ? 'Without walls: no bag tells of them.'
      : 'No bag tells of walls: their distance is an assumption.',
  ];
}

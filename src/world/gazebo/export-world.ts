import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { ConfigurationError, messageOf } from '../../errors';
import { makeFolder } from '../../support/make-folder';
import { addCarModel, CAR_MODEL } from './car-model';
import { addCircuitModel } from './circuit-model';
import type { Files } from './model-files';
import { isOurReadme, README, readme } from './readme';
import { worldFile } from './world';

const WORLD = '.world';
/** File in a circuit's model with the circuit's name. */
const NAME_FILE = 'circuit.txt';

/**
 * Writes a circuit and the car for Gazebo 11: `models/`, `worlds/NAME.world` (`NAME_reverse.world` with the car
 * turned round) and a README. Several circuits may share a folder; the same circuit gives the same bytes.
 * @returns path of the world
 * @throws ConfigurationError when the folder holds anything else, or cannot be written
 */
export async function exportWorld(circuit: Circuit, direction: Direction, folder: string): Promise<string> {
  const root = path.resolve(folder);
  try {
    requireOurs(root);
    const name = fileName(circuit.name);
    const model = `f1_brain_${name}`;
    if (model === CAR_MODEL) {
      throw new ConfigurationError(
        `a circuit called '${circuit.name}' would replace the car's model; rename it`,
      );
    }
    requireSameCircuit(path.join(root, 'models', model), circuit.name);
    const world = `${direction === 'forward' ? name : `${name}_reverse`}${WORLD}`;
    const files: Files = new Map();
    addCarModel(files);
    files.set(`models/${model}/${NAME_FILE}`, `${circuit.name}\n`);
    await addCircuitModel(files, circuit, model);
    // The README marks the folder as ours, so it is written first; the world, which needs the rest, last.
    makeFolder(path.join(root, 'worlds'));
    const worlds = readdirSync(path.join(root, 'worlds')).filter((file) => file.endsWith(WORLD));
    writeFileSync(path.join(root, README), readme([...new Set([...worlds, world])].sort()));
    for (const stale of [model, CAR_MODEL]) {
      rmSync(path.join(root, 'models', stale), { recursive: true, force: true });
    }
    for (const [file, content] of files) write(root, file, content);
    write(root, `worlds/${world}`, worldFile(circuit, direction, model));
    return path.join(root, 'worlds', world);
  } catch (error) {
    if (error instanceof ConfigurationError || !isSystemError(error)) throw error;
    throw new ConfigurationError(
      `${root}: the world cannot be written (${messageOf(error)}); name another folder`,
      { cause: error },
    );
  }
}

function requireOurs(root: string): void {
  if (!existsSync(root)) return;
  if (!statSync(root).isDirectory()) {
    throw new ConfigurationError(`${root}: is a file; name a folder for models and worlds`);
  }
  if (readdirSync(root).length === 0) return;
  const file = path.join(root, README);
  if (existsSync(file) && isOurReadme(readFileSync(file, 'utf8'))) return;
  throw new ConfigurationError(
    `${root}: is not empty and was not made by export-gazebo; name another folder, or remove it`,
  );
}

/** Two names may give the same file name. */
function requireSameCircuit(folder: string, name: string): void {
  const file = path.join(folder, NAME_FILE);
  const there = existsSync(file) ? readFileSync(file, 'utf8').trim() : name;
  if (there === name) return;
  throw new ConfigurationError(
    `${folder}: holds the circuit '${there}', which '${name}' would replace; name another folder`,
  );
}

function write(root: string, file: string, content: string | Uint8Array): void {
  const target = path.join(root, ...file.split('/'));
  makeFolder(path.dirname(target));
  writeFileSync(target, content);
}

/** A circuit's name as part of file names and model:// URIs. */
function fileName(name: string): string {
  const file = name.replace(/[^A-Za-z0-9_-]+/g, '_');
  if (/[A-Za-z0-9]/.test(file)) return file;
  throw new ConfigurationError(
    `a circuit called '${name}' has no letters that Gazebo's file names may contain; rename it`,
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

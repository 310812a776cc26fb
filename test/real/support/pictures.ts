import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './processes';

const RECORDINGS = path.resolve(ROOT, '..', 'shared', 'gazebo');

/** Folder with camera frames of a real Gazebo run, null in a clone without it. */
export function realFrames(): string | null {
  const folder = path.join(RECORDINGS, 'frames', 'simple_circuit');
  return existsSync(folder) ? folder : null;
}

/** Bag of a real Gazebo drive, null in a clone without it. */
export function realDrive(): string | null {
  const bag = path.join(RECORDINGS, 'drive-simple-circuit.bag');
  return existsSync(bag) ? bag : null;
}

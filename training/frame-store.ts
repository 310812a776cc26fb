import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Direction } from '../src/circuit/direction';
import { type Preprocessor, preprocessor } from '../src/drive/tensor/preprocess';
import type { Command, Frame } from '../src/types';
import type { TrainingPose } from './start-poses';
import { bytesOf, imageFile, storedContract, type View } from './views';

export interface LabelledPose extends TrainingPose {
  readonly circuit: string;
  readonly direction: Direction;
  readonly label: Command;
}

export const LABEL_HEADER =
  'index,circuit,direction,s_m,x_m,y_m,yaw_rad,lateral_m,heading_error_rad,v_mps,w_radps';

interface OpenView {
  readonly file: number;
  readonly bytes: Uint8Array;
  readonly preprocess: Preprocessor;
}

/** Makes the files of a folder's images, at their full size, for the workers to fill. */
export function layOutImages(folder: string, views: ReadonlyMap<string, View>, frames: number): void {
  for (const [name, view] of views) {
    const file = path.join(folder, imageFile(name));
    writeFileSync(file, '');
    truncateSync(file, frames * bytesOf(view));
  }
}

/** What meta.json says about the images: training/frames.py reads them by it. */
export function viewsMeta(views: ReadonlyMap<string, View>): Record<string, unknown> {
  return Object.fromEntries([...views].map(([name, view]) => [name, { file: imageFile(name), ...view }]));
}

/** Writes the images of some frames into the files of a folder that several may share. */
export class ImageStore {
  readonly #views: readonly OpenView[];

  constructor(folder: string, views: ReadonlyMap<string, View>) {
    this.#views = [...views].map(([name, view]) => ({
      file: openSync(path.join(folder, imageFile(name)), 'r+'),
      bytes: new Uint8Array(bytesOf(view)),
      preprocess: preprocessor(storedContract(view)),
    }));
  }

  add(index: number, frame: Frame): void {
    for (const { file, bytes, preprocess } of this.#views) {
      preprocess(frame, bytes);
      writeSync(file, bytes, 0, bytes.length, index * bytes.length);
    }
  }

  close(): void {
    for (const { file } of this.#views) closeSync(file);
  }
}

export function labelRow(index: number, pose: LabelledPose): string {
  const numbers = [
    pose.s_m,
    pose.x_m,
    pose.y_m,
    pose.yaw_rad,
    pose.lateral_m,
    pose.headingError_rad,
    pose.label.v_mps,
    pose.label.w_radps,
  ];
  return [index, pose.circuit, pose.direction, ...numbers.map((n) => n.toFixed(5))].join(',');
}

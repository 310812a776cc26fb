import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { Direction } from '../src/circuit/direction';
import type { InputContract } from '../src/inference/card';
import { preprocessor } from '../src/tensor/preprocess';
import type { Command, Frame } from '../src/types';
import type { TrainingPose } from './start-poses';

/** What the network sees, kept as bytes: rows 240..479, 200x66, RGB, OpenCV's bilinear. */
export const STORED_CONTRACT: InputContract = {
  name: 'stored',
  type: 'uint8',
  shape: [1, 66, 200, 3],
  layout: 'NHWC',
  channels: 'rgb',
  crop: { top: 240, bottom: 480 },
  resize: 'opencv-bilinear',
  fit: 'stretch',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

const [, ROWS, COLUMNS, CHANNELS] = STORED_CONTRACT.shape;
export const STORED_BYTES = ROWS * COLUMNS * CHANNELS;

export interface LabelledPose extends TrainingPose {
  readonly circuit: string;
  readonly direction: Direction;
  readonly label: Command;
}

export const LABEL_HEADER =
  'index,circuit,direction,s_m,x_m,y_m,yaw_rad,lateral_m,heading_error_rad,v_mps,w_radps';

/** Writes pictures and labels of frames [first, first + count) of a folder; several may share its files. */
export class FrameStore {
  readonly #pictures: number;
  readonly #labelsFile: string;
  readonly #rows: string[] = [];
  readonly #small = new Uint8Array(STORED_BYTES);
  readonly #preprocess = preprocessor(STORED_CONTRACT);

  constructor(picturesFile: string, labelsFile: string) {
    this.#pictures = openSync(picturesFile, 'r+');
    this.#labelsFile = labelsFile;
  }

  add(index: number, frame: Frame, pose: LabelledPose): void {
    this.#preprocess(frame, this.#small);
    writeSync(this.#pictures, this.#small, 0, STORED_BYTES, index * STORED_BYTES);
    this.#rows.push(labelRow(index, pose));
  }

  close(): void {
    closeSync(this.#pictures);
    writeFileSync(this.#labelsFile, `${this.#rows.join('\n')}\n`);
  }
}

function labelRow(index: number, pose: LabelledPose): string {
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

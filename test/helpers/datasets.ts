import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { DatasetWriter } from '../../src/models/dataset/writer';
import type { Frame } from '../../src/types';
import { plainFrame } from './frames';

/** Temporary datasets of one test file, removed when it ends. */
export class DatasetFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'f1-brain-dataset-'));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  file(...names: string[]): string {
    return path.join(this.path, ...names);
  }

  /** Writes a label file with the given text, and plain images. */
  async write(name: string, labels: string, images: readonly string[] = ['0.png', '1.png']): Promise<string> {
    const folder = this.file(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'data.csv'), labels);
    for (const image of images) {
      const file = path.join(folder, image);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, await plainPng(640, 480));
    }
    return folder;
  }

  /** Records a dataset with increasing left turns (w + 0.1 each), 50 ms apart, every image in its own colour. */
  async record(name: string, count: number, w_radps = (i: number) => 0.1 * i): Promise<string> {
    const writer = new DatasetWriter(this.file(name));
    for (let i = 0; i < count; i++)
      await writer.add(colouredFrame(i), { v_mps: 8, w_radps: w_radps(i) }, i / 20);
    await writer.finish();
    return this.file(name);
  }
}

/** A frame that encodes its number as the red value of its left half and the green value of its right half. */
export function colouredFrame(number: number): Frame {
  const frame = plainFrame([number % 256, 0, 7]);
  for (let y = 0; y < 480; y++) {
    for (let x = 320; x < 640; x++) frame.data.set([0, number % 256, 7], (y * 640 + x) * 3);
  }
  return frame;
}

export function plainPng(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 40 } } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Name and message of the error that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('the promise did not reject');
  return `${error.name}: ${error.message}`;
}

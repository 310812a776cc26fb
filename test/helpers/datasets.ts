import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { DatasetWriter } from '../../src/models/dataset/writer';
import type { Frame } from '../../src/types';
import { plainFrame } from './frames';

/** Folders of one test file, gone when it ends. */
export class DatasetFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'f1-brain-dataset-'));

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  file(...names: string[]): string {
    return path.join(this.path, ...names);
  }

  /** A folder with a label file as it is given, and small files for its pictures. */
  async write(
    name: string,
    labels: string,
    pictures: readonly string[] = ['0.png', '1.png'],
  ): Promise<string> {
    const folder = this.file(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'data.csv'), labels);
    for (const picture of pictures) {
      const file = path.join(folder, picture);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, await plainPng(640, 480));
    }
    return folder;
  }

  /** A dataset of small turns to the left, w 0.1 more each, 50 ms apart, every picture in a colour of its own. */
  async record(name: string, count: number, w_radps = (i: number) => 0.1 * i): Promise<string> {
    const writer = new DatasetWriter(this.file(name));
    for (let i = 0; i < count; i++)
      await writer.add(colouredFrame(i), { v_mps: 8, w_radps: w_radps(i) }, i / 20);
    await writer.finish();
    return this.file(name);
  }
}

/** A frame that says its number: in the red value of its left half and the green value of its right half. */
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

/** The first line of what a promise rejects with. */
export async function complaintOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('nothing was wrong');
  return `${error.name}: ${error.message}`;
}

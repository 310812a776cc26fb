import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { readCard } from '../../src/config/model-card';
import { isLinearOutput } from '../../src/config/output-contract';
import { openSession } from '../../src/drive/inference/session';
import { ModelError } from '../../src/errors';
import { placeFiles } from '../../src/models/optimize/place-files';
import { bytesOf, imageFile, VIEWS, viewNameOf } from '../views';

/** Mean squared errors of the normalized v and w, and mean absolute errors. */
export interface TestError {
  readonly mse: number;
  readonly mse_v: number;
  readonly mse_w: number;
  readonly v_mean_abs_mps: number;
  readonly w_mean_abs_radps: number;
  readonly frames: number;
  readonly seed: number;
}

/**
 * Runs a network of one float32 frame over the images of its view in a folder of generate-frames.ts.
 * @throws ModelError when the folder holds another number of images than of labels
 */
export async function measureTestError(modelFile: string, folder: string): Promise<TestError> {
  const card = readCard(modelFile);
  const name = viewNameOf(card);
  const images = readFileSync(path.join(folder, imageFile(name)));
  const labels = readLabels(path.join(folder, 'labels.csv'));
  const size = bytesOf(VIEWS[name]!);
  if (images.length !== size * labels.length) {
    throw new ModelError(`${folder}: holds ${images.length / size} images, labels.csv ${labels.length}`);
  }
  const { output } = card;
  if (!isLinearOutput(output)) throw new ModelError(`${card.cardFile}: the output is scores of classes`);
  const { v, w } = output;
  const squared = [0, 0];
  const absolute = [0, 0];
  const session = await openSession(card, { provider: 'cpu', threads: 1 });
  try {
    for (const [i, label] of labels.entries()) {
      normalize(images.subarray(i * size, (i + 1) * size), card.input, session.input as Float32Array);
      await session.run();
      for (const [o, channel] of [v, w].entries()) {
        const value = Number(session.output[channel.index]);
        const error = value - (label[o]! - channel.offset) / channel.scale;
        squared[o]! += error ** 2 / labels.length;
        absolute[o]! += (Math.abs(error) * channel.scale) / labels.length;
      }
    }
  } finally {
    await session.close();
  }
  const meta = JSON.parse(readFileSync(path.join(folder, 'meta.json'), 'utf8')) as { seed: number };
  return {
    mse: round((squared[0]! + squared[1]!) / 2, 7),
    mse_v: round(squared[0]!, 7),
    mse_w: round(squared[1]!, 7),
    v_mean_abs_mps: round(absolute[0]!, 4),
    w_mean_abs_radps: round(absolute[1]!, 4),
    frames: labels.length,
    seed: meta.seed,
  };
}

/** Writes errors into a model's card. */
export function writeTestError(modelFile: string, error: TestError): void {
  const { cardFile } = readCard(modelFile);
  const document = parseDocument(readFileSync(cardFile, 'utf8'));
  document.setIn(['figures', 'test'], error);
  placeFiles([{ file: cardFile, content: document.toString({ lineWidth: 0 }) }]);
}

/** v in m/s and w in rad/s of each frame. */
function readLabels(file: string): [number, number][] {
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header!.split(',');
  const [v, w] = [columns.indexOf('v_mps'), columns.indexOf('w_radps')];
  return rows.map((row) => {
    const cells = row.split(',');
    return [Number(cells[v]), Number(cells[w])];
  });
}

/** Rows of RGB pixels to planes, as the card says. */
function normalize(
  pixels: Uint8Array,
  { scale, mean, std }: { scale: number; mean: readonly number[]; std: readonly number[] },
  planes: Float32Array,
): void {
  const count = pixels.length / 3;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) planes[c * count + i] = (pixels[3 * i + c]! * scale - mean[c]!) / std[c]!;
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

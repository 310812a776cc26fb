import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { encodeModel } from '../../../../src/onnx/file';
import type { OnnxModel } from '../../../../src/onnx/graph';
import { RandomSource } from '../../../../src/support/random';
import { cardInput, cardOutput } from '../../../helpers/contracts';
import { createNetwork, int, ints, node, positive, random } from '../../../onnx/support/networks';

/** A small driving network with a batch normalization to fold: 1x3x16x24 to v and w. */
export function drivingNetwork(): OnnxModel {
  return createNetwork({
    inputs: { image: [1, 3, 16, 24] },
    outputs: { command: [1, 2] },
    nodes: [
      node('BatchNormalization', 'image g b m v', 'n'),
      node('Conv', 'n a.weight a.bias', 'a', { strides: ints(2, 2) }),
      node('Relu', 'a', 'ar'),
      node('Conv', 'ar b.weight b.bias', 'bc', { strides: ints(2, 2) }),
      node('Relu', 'bc', 'br'),
      node('Flatten', 'br', 'f'),
      node('Gemm', 'f c.weight c.bias', 'c', { transB: int(1) }),
      node('Relu', 'c', 'cr'),
      node('Gemm', 'cr d.weight d.bias', 'command', { transB: int(1) }),
    ],
    initializers: {
      g: random(1, 3),
      b: random(2, 3),
      m: random(3, 3),
      v: positive(4, 3),
      'a.weight': random(5, 8, 3, 3, 3),
      'a.bias': random(6, 8),
      'b.weight': random(7, 12, 8, 3, 3),
      'b.bias': random(8, 12),
      'c.weight': random(9, 20, 180),
      'c.bias': random(10, 20),
      'd.weight': random(11, 2, 20),
      'd.bias': random(12, 2),
    },
  });
}

/** A similar network with a recurrent state. */
export function statefulNetwork(): OnnxModel {
  return createNetwork({
    inputs: { image: [1, 3, 16, 24], h_in: [1, 6] },
    outputs: { command: [1, 2], h_out: [1, 6] },
    nodes: [
      node('BatchNormalization', 'image g b m v', 'n'),
      node('Conv', 'n a.weight', 'a', { strides: ints(4, 4) }),
      node('Relu', 'a', 'r'),
      node('Flatten', 'r', 'f'),
      node('Concat', 'f h_in', 'both', { axis: int(1) }),
      node('Gemm', 'both h.weight', 'pre'),
      node('Tanh', 'pre', 'h_out'),
      node('Gemm', 'h_out d.weight', 'command'),
    ],
    initializers: {
      g: random(1, 3),
      b: random(2, 3),
      m: random(3, 3),
      v: positive(4, 3),
      'a.weight': random(5, 4, 3, 3, 3),
      'h.weight': random(6, 102, 6),
      'd.weight': random(7, 6, 2),
    },
  });
}

export const STATES = [{ input: 'h_in', output: 'h_out', shape: [1, 6] }];

/** Writes NAME.onnx and its card into a fresh folder. @returns the model's path */
export function writeModel(
  model: OnnxModel,
  { name = 'small', states = [] as object[], content = encodeModel(model) } = {},
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-optimize-test-'));
  const file = path.join(folder, `${name}.onnx`);
  writeFileSync(file, content);
  const card = {
    name,
    file: `${name}.onnx`,
    sha256: createHash('sha256').update(content).digest('hex'),
    architecture: 'small',
    contract: {
      input: cardInput([1, 3, 16, 24]),
      output: cardOutput({ scale: 1, offset: 6.5 }, { scale: 1, offset: 0 }),
      ...(states.length > 0 ? { states } : {}),
    },
  };
  writeFileSync(path.join(folder, `${name}.card.yml`), stringify(card));
  return file;
}

/** Writes a dataset of coloured images. @returns its folder */
export async function writeDataset(count: number): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-images-'));
  mkdirSync(folder, { recursive: true });
  const rows = ['image_name,v,w,timestamp'];
  for (let i = 0; i < count; i++) {
    const random = new RandomSource(7, i);
    const small = Buffer.from(Array.from({ length: 3 * 8 * 6 }, () => Math.floor(256 * random.next())));
    await sharp(small, { raw: { width: 8, height: 6, channels: 3 } })
      .resize(640, 480)
      .png({ compressionLevel: 1 })
      .toFile(path.join(folder, `${i}.png`));
    rows.push(`${i}.png,10,0.5,${(i * 0.05).toFixed(2)}`);
  }
  writeFileSync(path.join(folder, 'data.csv'), `${rows.join('\n')}\n`);
  return folder;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { F1_CAMERA } from '../../src/config/f1-car';
import { encodePng } from '../../src/image/codec';

const { width: WIDTH, height: HEIGHT } = F1_CAMERA;
const GAP = 4;
const GREEN = [0, 204, 0] as const;

/** Two images of the F1 car's camera, rgb8, that are shown side by side. */
export type ImagePair = readonly [left: Uint8Array, right: Uint8Array];

/** Writes a PNG of pairs with green gaps, rows of `pairsInRow`. */
export async function writePairSheet(
  file: string,
  pairs: readonly ImagePair[],
  pairsInRow: number,
): Promise<void> {
  const columns = 2 * Math.min(pairsInRow, Math.max(1, pairs.length));
  const rows = Math.max(1, Math.ceil(pairs.length / pairsInRow));
  const width = columns * (WIDTH + GAP) - GAP;
  const height = rows * (HEIGHT + GAP) - GAP;
  const data = new Uint8Array(3 * width * height);
  for (let o = 0; o < data.length; o += 3) data.set(GREEN, o);
  for (const [i, image] of pairs.flat().entries()) {
    const left = (i % columns) * (WIDTH + GAP);
    const top = Math.floor(i / columns) * (HEIGHT + GAP);
    for (let row = 0; row < HEIGHT; row++) {
      const line = image.subarray(3 * WIDTH * row, 3 * WIDTH * (row + 1));
      data.set(line, 3 * (width * (top + row) + left));
    }
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await encodePng({ width, height, channels: 3, data }, 6));
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeImage } from '../../src/image/codec';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

const { cases } = JSON.parse(readFileSync(path.join(__dirname, 'golden', 'opencv-imread.json'), 'utf8')) as {
  readonly cases: readonly Case[];
};

/** RGB pixels, as cv2.imread and a swap of red and blue give them. */
async function rgbOf(bytes: Buffer) {
  const { width, height, channels, data } = await decodeImage(bytes, { oriented: true });
  const rgb = channels === 3 ? [...data] : [...data].flatMap((grey) => [grey, grey, grey]);
  return { width, height, rgb };
}

test.each(cases.map((one) => [one.name, one] as const))(
  'a file (%s) has the pixels that cv2.imread reads',
  async (_, { file, width, height, rgb }) => {
    const read = await rgbOf(Buffer.from(file, 'base64'));
    expect(read).toEqual({ width, height, rgb: [...Buffer.from(rgb, 'base64')] });
  },
);

const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import cv2']).status === 0,
);

(PYTHON === undefined ? test.skip : test)('the golden pixels are those of the OpenCV of this machine', () => {
  const script = path.join(__dirname, '..', '..', 'bench', 'reference', 'opencv_imread.py');
  const { status, stdout } = spawnSync(PYTHON!, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

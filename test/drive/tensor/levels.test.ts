import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ColourRange, InputContract, LineContract } from '../../../src/config/input-contract';
import { networkImage } from '../../../src/drive/tensor/network-image';
import { croppedRows, preprocessor } from '../../../src/drive/tensor/preprocess';
import { FrameError } from '../../../src/errors';
import type { Frame } from '../../../src/types';
import { inputContract } from '../../helpers/contracts';
import { plainFrame } from '../../helpers/frames';
import { partialFrame } from '../../helpers/partial-frame';

interface Case {
  name: string;
  pattern: 'noise' | 'gradient';
  seed: number;
  width: number;
  height: number;
  crop: { top: number; bottom: number };
  output: { width: number; height: number };
  colour: ColourRange | null;
  output_base64: string;
}

const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden', 'opencv-levels.json'), 'utf8')) as {
  cases: Case[];
};

/** As bench/reference/opencv_golden.py makes it. */
function picture({ pattern, seed, width, height }: Case): Uint8Array {
  const data = new Uint8Array(3 * width * height);
  let x = seed;
  for (let i = 0; i < data.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    const [column, row] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const smooth = (3 * column + 5 * row + 40 * (i % 3) + seed) % 256;
    const edged = column > Math.floor(width / 2) ? 255 - smooth : smooth;
    data[i] = pattern === 'noise' ? x >>> 24 : edged;
  }
  return data;
}

/** The picture as the rows of the crop in an image 480 rows high, so that no row is scaled. */
function frameOf(c: Case, order: 'rgb8' | 'bgr8'): Frame {
  const source = picture(c);
  const data = new Uint8Array(3 * c.width * 480);
  data.set(source);
  if (order === 'bgr8') {
    for (let i = 0; i < source.length; i += 3) data.set([source[i + 2]!, source[i + 1]!, source[i]!], i);
  }
  const format = { width: c.width, height: 480, step: 3 * c.width, encoding: order };
  return { ...format, data, sequence: 1, stamp: null, arrival_ms: 0 };
}

const single = { scale: 1, mean: [0], std: [1], type: 'uint8' } as const;

function contractOf({ crop, output: { width, height }, colour }: Case): InputContract {
  const channels = colour === null ? 'grey' : 'mask';
  return inputContract([1, 1, height, width], { ...single, channels, colour, crop });
}

describe('one channel', () => {
  test.each(golden.cases)('is that of OpenCV, byte for byte: $name', (c) => {
    for (const order of ['rgb8', 'bgr8'] as const) {
      const tensor = new Uint8Array(c.output.width * c.output.height);
      preprocessor(contractOf(c))(frameOf(c, order), tensor);
      expect(Buffer.from(tensor).toString('base64')).toBe(c.output_base64);
    }
  });

  test('is the crop as it is where the model resizes, of that size alone', () => {
    const c = golden.cases.find(({ name }) => name === 'red, as it is')!;
    const fill = preprocessor({ ...contractOf(c), resize: 'none' });
    const tensor = new Uint8Array(c.output.width * c.output.height);
    fill(frameOf(c, 'rgb8'), tensor);
    expect(Buffer.from(tensor).toString('base64')).toBe(c.output_base64);
    expect(() => fill(plainFrame([0, 0, 0]), tensor)).toThrow(FrameError);
  });

  test('is padded with black, and normalised', () => {
    const channel = { channels: 'grey', scale: 1 / 255, mean: [0.5], std: [0.5], fit: 'pad' } as const;
    const contract = inputContract([1, 10, 40, 1], {
      ...channel,
      layout: 'NHWC',
      crop: { top: 0, bottom: 480 },
    });
    const tensor = new Float32Array(400);
    preprocessor(contract)(plainFrame([255, 255, 255]), tensor);
    // 640x480 becomes 13x10 of 40x10.
    const row = [...tensor.subarray(0, 40)];
    expect(row.map(Math.round)).toEqual([...Array(13).fill(-1), ...Array(13).fill(1), ...Array(14).fill(-1)]);
  });

  test('is shown as a grey image', () => {
    const contract = inputContract([1, 2, 2, 2], { ...single, channels: 'grey', frames: 2, type: 'float32' });
    const image = networkImage(contract, Float32Array.from([9, 9, 9, 9, 1, 2, 3, 4]), plainFrame([0, 0, 0]));
    expect([...image.rgb]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });
});

describe('positions of the line', () => {
  const red: ColourRange = { hue: [0, 0], saturation: [30, 255], value: [30, 255] };
  const positions = (line: Partial<LineContract> & { rows: number[] }): InputContract => {
    const { rows } = line;
    const whole: LineContract = { scale: 1 / 320, offset: 0, whole: false, missing: 0, ...line };
    const crop = { top: Math.min(...rows), bottom: Math.max(...rows) + 1 };
    return inputContract([1, rows.length], {
      channels: 'mask',
      resize: 'none',
      crop,
      colour: red,
      line: whole,
    });
  };

  /** Red from column to column, in some rows. */
  function withLine(frame: Frame, rows: readonly number[], from: number, to: number): Frame {
    for (const row of rows) {
      for (let x = from; x <= to; x++) frame.data.set([200, 10, 10], row * frame.step + 3 * x);
    }
    return frame;
  }

  function read(contract: InputContract, frame: Frame): number[] {
    const tensor = new Float32Array(contract.shape[1]!);
    preprocessor(contract)(frame, tensor);
    return [...tensor];
  }

  test('are the middle between its edges, left of the centre positive', () => {
    const frame = withLine(plainFrame([90, 90, 90]), [300], 100, 140);
    const [seen, missing] = read(positions({ rows: [300, 400] }), frame);
    expect(seen).toBeCloseTo((320 - 120) / 320, 6);
    expect(missing).toBe(1);
  });

  test('count in columns of 640 and rows of 480 for a camera of another size', () => {
    const frame = withLine(plainFrame([90, 90, 90], { width: 320, height: 240 }), [150], 200, 200);
    expect(read(positions({ rows: [300] }), frame)[0]).toBeCloseTo((320 - 400) / 320, 6);
  });

  test('are whole numbers of the states of a table where the card says so', () => {
    const contract = positions({ rows: [300], scale: 1 / 40, offset: 1, whole: true, missing: 320 });
    const at = (column: number) =>
      read(contract, withLine(plainFrame([90, 90, 90]), [300], column, column))[0];
    expect([at(120), at(310), at(330), at(520)]).toEqual([6, 1, 1, -4]);
    expect(read(contract, plainFrame([90, 90, 90]))).toEqual([1]);
  });

  test('are shown as a row from black at the left edge to white at the right', () => {
    const contract = positions({ rows: [300, 310], scale: 1 / 40, offset: 1 });
    const frame = plainFrame([90, 90, 90]);
    const image = networkImage(contract, Float32Array.from([1 + 8, 1 - 4]), frame);
    expect(image).toMatchObject({ width: 2, height: 1, top: 300 / 480, bottom: 311 / 480 });
    expect([...image.rgb]).toEqual([0, 0, 0, 191, 191, 191]);
  });

  test.each([240, 480, 720])('come from the rows that are said to be read of %d', (height) => {
    const plain = plainFrame([90, 90, 90], { width: 640, height });
    const partial = partialFrame(plain);
    const contract = positions({ rows: [253, 265] });
    read(contract, partial);
    const { top, bottom } = croppedRows(contract, height);
    expect([partial.asked[0]!.top, partial.asked.at(-1)!.bottom]).toEqual([top, bottom]);
    const one = networkImage(positions({ rows: [253] }), Float32Array.of(0), plain);
    expect((one.bottom - one.top) * height).toBeCloseTo(1, 9);
  });
});

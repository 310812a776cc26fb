import { readCard } from '../../src/config/model-card';
import { ModelError } from '../../src/errors';
import { type LooseCard, writeTinyModel } from '../helpers/onnx-model';

type Part = Record<string, unknown>;

/** Reads a card whose input or output is changed. */
function read(change: { input?: Part; output?: Part; without?: string[] }) {
  const card = (loose: LooseCard) => {
    Object.assign(loose.contract.input, change.input);
    Object.assign(loose.contract.output, change.output);
    for (const key of change.without ?? []) {
      delete (loose.contract.input as Part)[key];
      delete (loose.contract.output as unknown as Part)[key];
    }
  };
  return readCard(writeTinyModel({ card }).modelFile);
}

const red = { hue: [0, 0], saturation: [120, 255], value: [120, 255] };
const mask = { shape: [1, 1, 32, 32], channels: 'mask', mean: [0], std: [1], colour: red };
const line = { rows: [253, 265], scale: 0.1 };
const image = ['layout', 'channels', 'crop', 'resize', 'scale', 'mean', 'std'];

describe('the input of a card', () => {
  test('may be one channel of grey levels or of a mask', () => {
    expect(read({ input: mask }).input).toMatchObject({
      channels: 'mask',
      colour: red,
      mean: [0],
      line: null,
    });
    const grey = {
      shape: [1, 32, 32, 2],
      layout: 'NHWC',
      channels: 'grey',
      mean: [0.5],
      std: [2],
      frames: 2,
    };
    expect(read({ input: grey }).input).toMatchObject({ channels: 'grey', colour: null, frames: 2 });
  });

  test('may be positions of the line in rows', () => {
    const { input } = read({ input: { shape: [1, 2], line, colour: red }, without: image });
    expect(input).toMatchObject({ shape: [1, 2], crop: { top: 253, bottom: 266 }, colour: red });
    expect(input.line).toEqual({ rows: [253, 265], scale: 0.1, offset: 0, whole: false, missing: 0 });
  });

  test.each([
    [{ ...mask, colour: undefined }, /contract\.input\.colour is missing/],
    [{ ...mask, channels: 'grey' }, /contract\.input\.colour belongs to channels: mask, found grey/],
    [{ ...mask, channels: 'gray' }, /channels is 'gray', must be one of .* \(did you mean 'grey'\?\)/],
    [{ ...mask, shape: [1, 3, 32, 32] }, /shape has 3 channels where NCHW puts them, but mask is one/],
    [
      { ...mask, resize: 'sharp' },
      /resize is sharp, which is for rgb and bgr; with mask write opencv-bilinear/,
    ],
    [{ ...mask, mean: [0, 0, 0] }, /mean must be a list of 1 numbers/],
    [{ ...mask, colour: { ...red, hue: [0, 360] } }, /colour\.hue must be \[low, high\] from 0 to 179/],
    [{ ...mask, colour: { ...red, value: [9, 3] } }, /colour\.value begins at 9, above its end 3/],
    [
      { shape: [1, 4, 32, 32] },
      /no 3 colour channels .*; for a stack of 4 frames .* channels: grey .*, and frames: 4/,
    ],
    [{ channels: 'grey', shape: [1, 4, 32, 32] }, /but grey is one; for a stack of 4 frames write frames: 4/],
    [{ channels: 'grey', shape: [1, 84, 84, 4] }, /has 84 channels where NCHW puts them, but grey is one$/],
    [{ shape: [1, 1, 32, 32] }, /no 3 colour channels .*; for one channel write channels: grey or mask/],
    [
      { shape: [1, 2], line, colour: red },
      /layout is about an image, but line says that the model sees positions/,
    ],
  ])('is refused in one line: %j', (input, message) => {
    expect(() => read({ input })).toThrow(message);
    expect(() => read({ input })).toThrow(ModelError);
  });

  test.each([
    [{ shape: [1, 3], line, colour: red }, /shape is \[1, 3\], but line\.rows lists 2/],
    [
      { shape: [1, 2], line: { ...line, rows: [1, 480] }, colour: red },
      /rows must list whole numbers from 0 to 479/,
    ],
    [{ shape: [1, 2], line: { ...line, row: 3 }, colour: red }, /line\.row is not a known key/],
    [{ shape: [1, 2], line }, /colour is missing/],
    [{ shape: [1, 2], line: { ...line, scale: 0 }, colour: red }, /line\.scale must not be 0/],
  ])('of a line is refused in one line: %j', (input, message) => {
    expect(() => read({ input, without: image })).toThrow(message);
  });
});

describe('the output of a card', () => {
  const actions = [
    [7, 0],
    [4, 1.5],
    [4, -1.5],
  ];

  test('may be scores of actions', () => {
    const { v, w } = read({ output: { shape: [1, 3], actions }, without: ['v', 'w'] }).output;
    expect([v, w]).toEqual([
      { index: 0, classes: [7, 4, 4] },
      { index: 0, classes: [0, 1.5, -1.5] },
    ]);
  });

  test('may have classes of v beside those of w, or the same for both', () => {
    const v = { index: 0, classes: [3, 6] };
    for (const index of [0, 2]) {
      const w = { index, classes: [1.7, -1.7] };
      expect(read({ output: { shape: [1, 4], v, w } }).output).toMatchObject({ v, w });
    }
  });

  test('may be scaled from [-1, 1] or another interval to ranges', () => {
    const output = { v: { index: 0, range: [1, 10] }, w: { index: 1, range: [-3, 3], from: [0, 1] } };
    const { v, w } = read({ output }).output;
    expect(v).toEqual({ index: 0, scale: 4.5, offset: 5.5, clamp: [1, 10] });
    expect(w).toEqual({ index: 1, scale: 6, offset: -3, clamp: [-3, 3] });
  });

  test.each([
    [
      { shape: [1, 4], actions },
      /actions lists 3 of \[v, w\], but the output has 4 values: one score for each/,
    ],
    [
      { shape: [1], actions },
      /shape has one value, but actions lists 3; export the scores .*, not their argmax/,
    ],
    [
      {
        shape: [1, 2],
        actions: [
          [4, 1, 5],
          [1, 2],
        ],
      },
      /actions must be a list of \[v, w\] in m\/s and rad\/s/,
    ],
    [{ shape: [1, 5] }, /output\.v is missing, and w; write both, or actions/],
    [{ shape: [1, 3], actions: 'hard' }, /actions must be a list of \[v, w\]/],
  ])('is refused in one line where it fits no head: %j', (output, message) => {
    expect(() => read({ output, without: ['v', 'w'] })).toThrow(message);
  });

  test.each([
    [{ actions }, /output\.v cannot be given with actions/],
    [{ v: { index: 1, classes: [1, 2] } }, /v\.classes lists 2 from output 1 on, but there are 2 outputs/],
    [{ shape: [1, 2.5] }, /output\.shape must hold whole numbers of 1 or more/],
    [{ shape: [1, 0] }, /output\.shape must hold whole numbers of 1 or more/],
    [{ v: { index: 0, range: [5, 1] } }, /v\.range must be \[low, high\], found \[5, 1\]/],
    [
      { v: { index: 0, range: [1, 5], offset: 3 } },
      /v\.offset contradicts range beside it; leave one of them/,
    ],
    [{ v: { index: 0, range: [1, 5], clamp: [1, 4] } }, /v\.clamp contradicts range beside it/],
    [{ v: { index: 0, classes: [1, 5], range: [1, 5] } }, /v\.range contradicts classes beside it/],
    [{ v: { index: 0, classes: [1, 5], claps: 1 } }, /v\.claps is not a known key/],
    [{ w: { index: 0, range: [1, 5] } }, /w reads output 0, as v does/],
    [
      { shape: [1, 4], v: { index: 0, classes: [1, 2] }, w: { index: 1, classes: [1, 2] } },
      /w reads output 1, as v does; give each its own index/,
    ],
    [
      { shape: [1, 3], v: { index: 0, classes: [1, 2] }, w: { index: 0, range: [-1, 1] } },
      /w reads output 0, as v does/,
    ],
  ])('is refused in one line: %j', (output, message) => {
    expect(() => read({ output })).toThrow(message);
  });
});

import type { Section } from './section';

export type TensorType = 'float32' | 'uint8';

/** Colours of a range, as OpenCV's 8-bit HSV counts them: both ends belong to it. */
export interface ColourRange {
  /** 0 to 179; a range that ends below its beginning goes through red. */
  readonly hue: readonly [number, number];
  /** 0 to 255. */
  readonly saturation: readonly [number, number];
  /** 0 to 255. */
  readonly value: readonly [number, number];
}

/** Where the line lies in rows of the frame: value = (320 - column) * scale + offset, for each row. The column is that in the
 *  middle between the first and the last pixel of the line, in an image 640 columns wide. */
export interface LineContract {
  /** Rows of an image 480 high; other heights in proportion. */
  readonly rows: readonly number[];
  readonly scale: number;
  readonly offset: number;
  /** Whether (320 - column) * scale is cut to a whole number, towards 0. */
  readonly whole: boolean;
  /** Column that a row counts in which no pixel has the line's colour. */
  readonly missing: number;
}

/** How a frame becomes the model's input tensor: value = (pixel * scale - mean[c]) / std[c]. */
export interface InputContract {
  readonly name: string;
  readonly type: TensorType;
  /** Four dimensions, batch 1: [1, C, H, W] for NCHW, [1, H, W, C] for NHWC; C is channels * frames. For positions of the line
   *  [1, rows]. */
  readonly shape: readonly number[];
  readonly layout: 'NCHW' | 'NHWC';
  /** Three channels, or one: grey levels, or `mask` (255 where a pixel has the colour, 0 elsewhere). */
  readonly channels: 'rgb' | 'bgr' | 'grey' | 'mask';
  /** Rows [top, bottom) of an image 480 rows high; other heights are cropped in proportion. */
  readonly crop: { readonly top: number; readonly bottom: number };
  /** `opencv-bilinear` is OpenCV's INTER_LINEAR to the bit; `sharp` antialiases; `none` passes the crop on as it is
   *  (the model resizes inside its graph). */
  readonly resize: 'opencv-bilinear' | 'sharp' | 'none';
  /** `stretch` fills the tensor; `pad` keeps the aspect ratio and centres it between black columns. */
  readonly fit: 'stretch' | 'pad';
  readonly scale: number;
  /** One for each channel, as in `std`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Successive frames stacked along the channel axis, [f0 red, green, blue, f1 red, ...]; 1 for a model that sees one
   *  frame. Mean and standard deviation are the same for each. */
  readonly frames: number;
  /** Whether f0 is the oldest frame of the stack or the newest. */
  readonly order: 'oldest-first' | 'newest-first';
  /** Time between the stacked frames in training; null where the card does not say it. */
  readonly interval_ms: number | null;
  /** Of `mask` and of `line`; null for others. */
  readonly colour: ColourRange | null;
  /** Null for a model that sees an image. */
  readonly line: LineContract | null;
}

/** Height in rows to which `crop` and the rows of an input contract refer. */
export const CROP_REFERENCE_ROWS = 480;
/** Width in columns to which positions of the line refer. */
export const REFERENCE_COLUMNS = 640;

/** Three seconds at the camera's rate; a longer stack is a mistake. */
const MOST_FRAMES = 60;

const IMAGE_KEYS = [
  'name',
  'type',
  'shape',
  'layout',
  'channels',
  'colour',
  'crop',
  'resize',
  'fit',
  'scale',
  'mean',
  'std',
  'frames',
  'order',
  'interval_ms',
  'line',
];
const LINE_KEYS = ['name', 'type', 'shape', 'colour', 'line'];

/** Channels that one frame has in the tensor. */
export function channelsOf({ channels }: Pick<InputContract, 'channels'>): 1 | 3 {
  return channels === 'rgb' || channels === 'bgr' ? 3 : 1;
}

export function readInput(section: Section): InputContract {
  return section.has('line') ? readLineInput(section) : readImageInput(section);
}

function readImageInput(section: Section): InputContract {
  section.allow(IMAGE_KEYS);
  const layout = section.oneOf('layout', ['NCHW', 'NHWC'] as const);
  const shape = readShape(section, 4);
  const channels = section.oneOf('channels', ['rgb', 'bgr', 'grey', 'mask'] as const);
  const frames = section.has('frames') ? section.integer('frames', 1, MOST_FRAMES) : 1;
  checkChannels(section, shape[layout === 'NCHW' ? 1 : 3]!, { channels, frames, layout });
  const count = channelsOf({ channels });
  const crop = section.section('crop').allow(['top', 'bottom']);
  const top = crop.number('top', 0, CROP_REFERENCE_ROWS - 1);
  const std = section.numbers('std', count);
  if (std.some((s) => s === 0)) throw section.error('std', 'must not hold 0');
  const resize = section.oneOf('resize', ['opencv-bilinear', 'sharp', 'none'] as const);
  if (resize === 'sharp' && count === 1) {
    throw section.error(
      'resize',
      `is sharp, which is for rgb and bgr; with ${channels} write opencv-bilinear`,
    );
  }
  if (channels !== 'mask' && section.has('colour')) {
    throw section.error('colour', `belongs to channels: mask, found ${channels}; remove one of them`);
  }
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32', 'uint8'] as const),
    shape,
    layout,
    channels,
    crop: { top, bottom: crop.number('bottom', top + 1, CROP_REFERENCE_ROWS) },
    resize,
    fit: section.has('fit') ? section.oneOf('fit', ['stretch', 'pad'] as const) : 'stretch',
    scale: section.number('scale'),
    mean: section.numbers('mean', count),
    std,
    frames,
    order: section.has('order') ? section.oneOf('order', ['oldest-first', 'newest-first']) : 'oldest-first',
    interval_ms: section.has('interval_ms') ? section.number('interval_ms', 1, 10_000) : null,
    colour: channels === 'mask' ? readColour(section.section('colour')) : null,
    line: null,
  };
}

function readLineInput(section: Section): InputContract {
  const images = section.keys.filter((key) => IMAGE_KEYS.includes(key) && !LINE_KEYS.includes(key));
  if (images.length > 0) {
    throw section.error(
      images[0]!,
      'is about an image, but line says that the model sees positions of the line',
    );
  }
  section.allow(LINE_KEYS);
  const part = section.section('line').allow(['rows', 'scale', 'offset', 'whole', 'missing']);
  const rows = part.numbers('rows');
  if (
    rows.length === 0 ||
    !rows.every((row) => Number.isInteger(row) && row >= 0 && row < CROP_REFERENCE_ROWS)
  ) {
    throw part.error('rows', `must list whole numbers from 0 to ${CROP_REFERENCE_ROWS - 1}`);
  }
  const scale = part.number('scale');
  if (scale === 0) throw part.error('scale', 'must not be 0: every position would be the same value');
  const shape = readShape(section, 2);
  if (shape[1] !== rows.length) {
    throw section.error(
      'shape',
      `is [1, ${shape[1]}], but line.rows lists ${rows.length}: one value for each row`,
    );
  }
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32'] as const),
    shape,
    layout: 'NCHW',
    channels: 'mask',
    crop: { top: Math.min(...rows), bottom: Math.max(...rows) + 1 },
    resize: 'none',
    fit: 'stretch',
    scale: 1,
    mean: [0],
    std: [1],
    frames: 1,
    order: 'oldest-first',
    interval_ms: null,
    colour: readColour(section.section('colour')),
    line: {
      rows,
      scale,
      offset: part.optionalNumber('offset') ?? 0,
      whole: part.optionalBoolean('whole') ?? false,
      missing: part.optionalNumber('missing', 0, REFERENCE_COLUMNS) ?? 0,
    },
  };
}

function readShape(section: Section, dimensions: number): number[] {
  const shape = section.numbers('shape', dimensions);
  if (!shape.every((n) => Number.isInteger(n) && n > 0 && n <= 8192)) {
    throw section.error('shape', 'must hold whole numbers of 1 or more');
  }
  if (shape[0] !== 1) throw section.error('shape', `has batch ${shape[0]}; a driving model takes one frame`);
  return shape;
}

function readColour(section: Section): ColourRange {
  section.allow(['hue', 'saturation', 'value']);
  const range = (key: string, most: number): [number, number] => {
    const [low, high] = section.numbers(key, 2);
    if (low < 0 || high > most || low > most || high < 0) {
      throw section.error(key, `must be [low, high] from 0 to ${most}, as OpenCV counts in 8 bits`);
    }
    if (low > high && key !== 'hue') throw section.error(key, `begins at ${low}, above its end ${high}`);
    return [low, high];
  };
  return { hue: range('hue', 179), saturation: range('saturation', 255), value: range('value', 255) };
}

/** What another number of channels than three may be. */
function adviseChannels(found: number): string {
  if (found === 1) return '; for one channel write channels: grey or mask';
  if (found % 3 === 0) return `; for a stack of ${found / 3} frames write frames: ${found / 3}`;
  if (found > MOST_FRAMES) return '';
  return `; for a stack of ${found} frames of one channel write channels: grey or mask, and frames: ${found}`;
}

function checkChannels(
  section: Section,
  found: number,
  { channels, frames, layout }: Pick<InputContract, 'channels' | 'frames' | 'layout'>,
): void {
  const each = channelsOf({ channels });
  if (found === each * frames) return;
  const kind = each === 3 ? 'colour channels' : `channels (${channels})`;
  if (frames > 1) {
    throw section.error(
      'frames',
      `is ${frames}, which makes ${each * frames} ${kind}, but shape has ${found} where ${layout} puts them`,
    );
  }
  if (each === 1) {
    const stacked = found <= MOST_FRAMES ? `; for a stack of ${found} frames write frames: ${found}` : '';
    const complaint = `has ${found} channels where ${layout} puts them, but ${channels} is one${stacked}`;
    throw section.error('shape', complaint);
  }
  throw section.error('shape', `has no 3 colour channels where ${layout} puts them${adviseChannels(found)}`);
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ModelError, messageOf } from '../errors';
import { Section } from './section';
import { readYamlFile } from './yaml-file';

export type TensorType = 'float32' | 'uint8';

/** How a frame becomes the model's input tensor: value = (pixel * scale - mean[c]) / std[c]. */
export interface InputContract {
  readonly name: string;
  readonly type: TensorType;
  /** Four dimensions, batch 1: [1, C, H, W] for NCHW, [1, H, W, C] for NHWC; C is 3 * frames. */
  readonly shape: readonly [number, number, number, number];
  readonly layout: 'NCHW' | 'NHWC';
  readonly channels: 'rgb' | 'bgr';
  /** Rows [top, bottom) of an image 480 rows high; other heights are cropped in proportion. */
  readonly crop: { readonly top: number; readonly bottom: number };
  /** `opencv-bilinear` is OpenCV's INTER_LINEAR to the bit; `sharp` antialiases; `none` passes the crop on as it is
   *  (the model resizes inside its graph). */
  readonly resize: 'opencv-bilinear' | 'sharp' | 'none';
  /** `stretch` fills the tensor; `pad` keeps the aspect ratio and centres it between black columns. */
  readonly fit: 'stretch' | 'pad';
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Successive frames stacked along the channel axis, [f0 red, green, blue, f1 red, ...]; 1 for a model that sees one
   *  frame. Mean and standard deviation are the same for each. */
  readonly frames: number;
  /** Whether f0 is the oldest frame of the stack or the newest. */
  readonly order: 'oldest-first' | 'newest-first';
  /** Time between the stacked frames in training; null where the card does not say it. */
  readonly interval_ms: number | null;
}

/** A state that a recurrent network keeps from one frame to the next: float32, zero before the first frame. */
export interface StateContract {
  /** Name of the graph's input for the state. */
  readonly input: string;
  /** Name of the graph's output with the state for the next frame. */
  readonly output: string;
  readonly shape: readonly number[];
}

/** The model that an optimized one was made from. */
export interface ParentModel {
  readonly name: string;
  readonly sha256: string;
}

/** One velocity from one element of the output: value * scale + offset, in m/s or rad/s. */
export interface OutputChannel {
  readonly index: number;
  readonly scale: number;
  readonly offset: number;
}

export interface OutputContract {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly v: OutputChannel;
  readonly w: OutputChannel;
}

/** The contract of a model file: read from the YAML card beside it. */
export interface ModelCard {
  readonly name: string;
  readonly cardFile: string;
  readonly modelFile: string;
  readonly sha256: string;
  /** Default: fp32. */
  readonly precision: string;
  /** Null for a model that was not made from another. */
  readonly parent: ParentModel | null;
  readonly input: InputContract;
  readonly output: OutputContract;
  /** Empty for a network without states. */
  readonly states: readonly StateContract[];
  /** The whole card as read, including free text. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Height in rows to which `crop` of an input contract refers. */
export const CROP_REFERENCE_ROWS = 480;

/** Three seconds at the camera's rate; a longer stack is a mistake. */
const MOST_FRAMES = 60;

/** Path of a model's card. */
export function cardFileOf(modelFile: string): string {
  return modelFile.replace(/\.onnx$/i, '.card.yml');
}

/**
 * Reads the card of a model and checks the model file's sha256 against it.
 * @param modelFile path of the `.onnx` file; its card is the same path with `.card.yml`
 * @throws ModelError when card or model is missing or malformed, or they do not belong together
 */
export function readCard(modelFile: string): ModelCard {
  const cardFile = cardFileOf(modelFile);
  if (!existsSync(modelFile)) throw new ModelError(`${modelFile}: no such model file`);
  if (!existsSync(cardFile)) {
    throw new ModelError(
      `${cardFile}: the model's card is missing; it says what the network sees and answers (docs/models.md)`,
    );
  }
  const document = readYamlFile(cardFile, 'model card', ModelError);
  const root = new Section(document, cardFile, '', ModelError);
  const contract = root.section('contract').allow(['input', 'output', 'states']);
  const parent = root.optionalSection('parent');
  const card: ModelCard = {
    name: root.string('name'),
    cardFile,
    modelFile,
    sha256: root.string('sha256'),
    precision: root.optionalString('precision') ?? 'fp32',
    parent: parent && { name: parent.string('name'), sha256: parent.string('sha256') },
    input: readInput(contract.section('input')),
    output: readOutput(contract.section('output')),
    states: readStates(contract, cardFile),
    document: document as Readonly<Record<string, unknown>>,
  };
  checkNames(card, contract);
  const named = root.optionalString('file');
  if (named !== null && named !== path.basename(modelFile)) {
    throw root.error(
      'file',
      `is '${named}', but the card belongs to ${path.basename(modelFile)}; ` +
        'write that name, and the sha256 of that file',
    );
  }
  const sha256 = createHash('sha256').update(bytesOf(modelFile)).digest('hex');
  if (sha256 !== card.sha256) {
    throw new ModelError(
      `${modelFile}: sha256 is ${sha256.slice(0, 12)}..., its card says ${card.sha256.slice(0, 12)}...; ` +
        'the file is truncated or the card belongs to another model',
    );
  }
  return card;
}

function bytesOf(modelFile: string): Buffer {
  try {
    return readFileSync(modelFile);
  } catch (error) {
    throw new ModelError(`${modelFile}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

function readInput(section: Section): InputContract {
  section.allow([
    'name',
    'type',
    'shape',
    'layout',
    'channels',
    'crop',
    'resize',
    'fit',
    'scale',
    'mean',
    'std',
    'frames',
    'order',
    'interval_ms',
  ]);
  const layout = section.oneOf('layout', ['NCHW', 'NHWC'] as const);
  const shape = section.numbers('shape', 4);
  if (!shape.every((n) => Number.isInteger(n) && n > 0 && n <= 8192)) {
    throw section.error('shape', 'must hold whole numbers of 1 or more');
  }
  if (shape[0] !== 1) throw section.error('shape', `has batch ${shape[0]}; a driving model takes one frame`);
  const frames = section.has('frames') ? section.integer('frames', 1, MOST_FRAMES) : 1;
  checkChannels(section, shape[layout === 'NCHW' ? 1 : 3], frames, layout);
  const crop = section.section('crop').allow(['top', 'bottom']);
  const top = crop.number('top', 0, CROP_REFERENCE_ROWS - 1);
  const std = section.numbers('std', 3);
  if (std.some((s) => s === 0)) throw section.error('std', 'must not hold 0');
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32', 'uint8'] as const),
    shape,
    layout,
    channels: section.oneOf('channels', ['rgb', 'bgr'] as const),
    crop: { top, bottom: crop.number('bottom', top + 1, CROP_REFERENCE_ROWS) },
    resize: section.oneOf('resize', ['opencv-bilinear', 'sharp', 'none'] as const),
    fit: section.has('fit') ? section.oneOf('fit', ['stretch', 'pad'] as const) : 'stretch',
    scale: section.number('scale'),
    mean: section.numbers('mean', 3),
    std,
    frames,
    order: section.has('order') ? section.oneOf('order', ['oldest-first', 'newest-first']) : 'oldest-first',
    interval_ms: section.has('interval_ms') ? section.number('interval_ms', 1, 10_000) : null,
  };
}

function checkChannels(section: Section, channels: number, frames: number, layout: string): void {
  if (channels === 3 * frames) return;
  if (frames > 1) {
    throw section.error(
      'frames',
      `is ${frames}, which makes ${3 * frames} colour channels, but shape has ${channels} where ${layout} puts them`,
    );
  }
  const stacked =
    channels % 3 === 0 ? `; for a stack of ${channels / 3} frames write frames: ${channels / 3}` : '';
  throw section.error('shape', `has no 3 colour channels where ${layout} puts them${stacked}`);
}

function readStates(contract: Section, cardFile: string): StateContract[] {
  if (!contract.has('states')) return [];
  const states = contract.raw('states');
  if (!Array.isArray(states)) throw contract.error('states', 'must be a list of {input, output, shape}');
  return states.map((state, i) => {
    const section = new Section(state, cardFile, `contract.states[${i}]`, ModelError);
    section.allow(['input', 'output', 'shape']);
    const shape = section.numbers('shape');
    if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
      throw section.error('shape', 'must hold whole numbers of 1 or more');
    }
    return { input: section.string('input'), output: section.string('output'), shape };
  });
}

/** Image, command and states are identified by their names in the graph. */
function checkNames({ input, output, states }: ModelCard, contract: Section): void {
  const twice = (names: string[]) => names.find((name, i) => names.indexOf(name) !== i);
  const name =
    twice([input.name, ...states.map((state) => state.input)]) ??
    twice([output.name, ...states.map((state) => state.output)]);
  if (name !== undefined) throw contract.error('states', `uses the name '${name}' twice`);
}

function readOutput(section: Section): OutputContract {
  section.allow(['name', 'type', 'shape', 'v', 'w']);
  const shape = section.numbers('shape');
  const size = shape.reduce((product, n) => product * n, 1);
  if (size < 2) {
    throw section.error(
      'shape',
      'has one value, but v and w need one each; join the two outputs of a network with heads (docs/conversion.md)',
    );
  }
  const channel = (key: string): OutputChannel => {
    const part = section.section(key).allow(['index', 'scale', 'offset']);
    return {
      index: part.integer('index', 0, size - 1),
      scale: part.number('scale'),
      offset: part.number('offset'),
    };
  };
  const [v, w] = [channel('v'), channel('w')];
  if (v.index === w.index)
    throw section.error('w', `reads output ${w.index}, as v does; give each its own index`);
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32', 'uint8'] as const),
    shape,
    v,
    w,
  };
}

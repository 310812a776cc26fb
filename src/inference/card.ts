import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Section } from '../config/section';
import { readYamlFile } from '../config/yaml-file';
import { ModelError } from '../errors';

export type TensorType = 'float32' | 'uint8';

/** How a frame becomes the model's input tensor: value = (pixel * scale - mean[c]) / std[c]. */
export interface InputContract {
  readonly name: string;
  readonly type: TensorType;
  /** Four dimensions, batch 1: [1, C, H, W] for NCHW, [1, H, W, C] for NHWC; C is 3. */
  readonly shape: readonly [number, number, number, number];
  readonly layout: 'NCHW' | 'NHWC';
  readonly channels: 'rgb' | 'bgr';
  /** Rows [top, bottom) of a picture 480 rows high; other heights are cropped in proportion. */
  readonly crop: { readonly top: number; readonly bottom: number };
  /** `opencv-bilinear` is OpenCV's INTER_LINEAR to the bit; `sharp` antialiases; `none` hands the
   *  crop over as it is (the model resizes inside its graph). */
  readonly resize: 'opencv-bilinear' | 'sharp' | 'none';
  /** `stretch` fills the tensor; `pad` keeps the aspect ratio and centres it between black columns. */
  readonly fit: 'stretch' | 'pad';
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
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

/** What a model file promises: read from the YAML card beside it. */
export interface ModelCard {
  readonly name: string;
  readonly cardFile: string;
  readonly modelFile: string;
  readonly sha256: string;
  readonly precision: string;
  readonly input: InputContract;
  readonly output: OutputContract;
}

/** Height in rows to which `crop` of an input contract refers. */
export const CROP_REFERENCE_ROWS = 480;

/**
 * Reads the card of a model and checks the model file's sha256 against it.
 * @param modelFile path of the `.onnx` file; its card is the same path with `.card.yml`
 * @throws ModelError when card or model is missing, malformed, or the two do not belong together
 */
export function readCard(modelFile: string): ModelCard {
  const cardFile = modelFile.replace(/\.onnx$/i, '.card.yml');
  if (!existsSync(modelFile)) throw new ModelError(`${modelFile}: no such model file`);
  if (!existsSync(cardFile)) {
    throw new ModelError(
      `${cardFile}: the model's card is missing; it says what the network sees and answers (docs/models.md)`,
    );
  }
  const root = new Section(readYamlFile(cardFile, 'model card', ModelError), cardFile, '', ModelError);
  const contract = root.section('contract').allow(['input', 'output']);
  const card: ModelCard = {
    name: root.string('name'),
    cardFile,
    modelFile,
    sha256: root.string('sha256'),
    precision: root.optionalString('precision') ?? 'fp32',
    input: readInput(contract.section('input')),
    output: readOutput(contract.section('output')),
  };
  const named = root.optionalString('file');
  if (named !== null && named !== path.basename(modelFile)) {
    throw root.error('file', `is '${named}', but the card stands beside ${path.basename(modelFile)}`);
  }
  const sha256 = createHash('sha256').update(readFileSync(modelFile)).digest('hex');
  if (sha256 !== card.sha256) {
    throw new ModelError(
      `${modelFile}: sha256 is ${sha256.slice(0, 12)}..., its card says ${card.sha256.slice(0, 12)}...; ` +
        'the file is truncated or the card belongs to another model',
    );
  }
  return card;
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
  ]);
  const layout = section.oneOf('layout', ['NCHW', 'NHWC'] as const);
  const shape = section.numbers('shape', 4) as [number, number, number, number];
  if (!shape.every((n) => Number.isInteger(n) && n > 0 && n <= 8192)) {
    throw section.error('shape', 'must hold whole numbers of 1 or more');
  }
  if (shape[0] !== 1) throw section.error('shape', `has batch ${shape[0]}; a driving model takes one frame`);
  if (shape[layout === 'NCHW' ? 1 : 3] !== 3) {
    throw section.error('shape', `has no 3 colour channels where ${layout} puts them`);
  }
  const crop = section.section('crop').allow(['top', 'bottom']);
  const top = crop.number('top', 0, CROP_REFERENCE_ROWS - 1);
  const std = section.numbers('std', 3) as [number, number, number];
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
    mean: section.numbers('mean', 3) as [number, number, number],
    std,
  };
}

function readOutput(section: Section): OutputContract {
  section.allow(['name', 'type', 'shape', 'v', 'w']);
  const shape = section.numbers('shape');
  const size = shape.reduce((product, n) => product * n, 1);
  const channel = (key: string): OutputChannel => {
    const part = section.section(key).allow(['index', 'scale', 'offset']);
    return {
      index: part.integer('index', 0, size - 1),
      scale: part.number('scale'),
      offset: part.number('offset'),
    };
  };
  return {
    name: section.string('name'),
    type: section.oneOf('type', ['float32', 'uint8'] as const),
    shape,
    v: channel('v'),
    w: channel('w'),
  };
}

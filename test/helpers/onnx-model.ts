import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { cardInput, cardOutput } from './contracts';

/**
 * Writes real, tiny ONNX models: the mean of each colour channel times a 3x2 matrix. The wire format
 * is protobuf (field numbers from onnx.proto3), written by hand so that the tests need no exporter.
 */
export interface TinyModel {
  inputName?: string;
  inputShape?: number[];
  outputName?: string;
  /** Row-major, a row for each channel: column 0 gives output 0 (v), column 1 output 1 (w). */
  weights?: number[];
  /** Adds an input `memory` of [1, 2] to the outputs, which are also given as `memory_next`. */
  memory?: boolean;
  /** A convolution of 3x3 and a ReLU before the mean; its weights are 1/10, 2/10 ... 5/10, over and over. */
  convolution?: boolean;
  /** Does nothing so often before it answers: `always` for any image, `white` more for the brightest. */
  loop?: { readonly always: number; readonly white: number };
}

const FLOAT = 1;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

const integer = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)]);

function bytes(field: number, value: Buffer | string): Buffer {
  const data = Buffer.from(value as string);
  return Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
}

function valueInfo(name: string, shape: number[]): Buffer {
  const dims = shape.map((n) => bytes(1, integer(1, n)));
  const tensorType = Buffer.concat([integer(1, FLOAT), bytes(2, Buffer.concat(dims))]);
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensorType))]);
}

function node(op: string, inputs: string[], output: string): Buffer {
  return bytes(1, Buffer.concat([...inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, op)]));
}

function floatTensor(name: string, dims: number[], values: number[]): Buffer {
  return Buffer.concat([
    ...dims.map((n) => integer(1, n)),
    integer(2, FLOAT),
    bytes(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  ]);
}

const attribute = (name: string, type: number, value: Buffer) =>
  bytes(5, Buffer.concat([bytes(1, name), value, integer(20, type)]));
const typed = (name: string, type: number) =>
  Buffer.concat([
    bytes(1, name),
    bytes(2, bytes(1, Buffer.concat([integer(1, type), bytes(2, Buffer.alloc(0))]))),
  ]);

const INT64 = 7;
const BOOL = 9;
const AS_INTEGER = 2;
const AS_GRAPH = 5;

/** Nodes that give `input` as `output` after a loop whose length the image decides. */
function loopNodes(image: string, input: string, output: string): Buffer {
  const body = Buffer.concat([
    node('Identity', ['go_on'], 'still'),
    node('Add', ['value', 'nothing'], 'next'),
    bytes(2, 'body'),
    bytes(5, floatTensor('nothing', [], [0])),
    bytes(11, typed('round', INT64)),
    bytes(11, typed('go_on', BOOL)),
    bytes(11, valueInfo('value', [1, 2])),
    bytes(12, typed('still', BOOL)),
    bytes(12, valueInfo('next', [1, 2])),
  ]);
  const withAttribute = (op: string, inputs: string[], to: string, given: Buffer) =>
    bytes(1, Buffer.concat([...inputs.map((name) => bytes(1, name)), bytes(2, to), bytes(4, op), given]));
  return Buffer.concat([
    withAttribute('ReduceMax', [image], 'brightest', attribute('keepdims', AS_INTEGER, integer(3, 0))),
    node('Mul', ['brightest', 'white'], 'more'),
    node('Add', ['more', 'always'], 'rounds'),
    withAttribute('Cast', ['rounds'], 'count', attribute('to', AS_INTEGER, integer(3, INT64))),
    withAttribute('Loop', ['count', '', input], output, attribute('body', AS_GRAPH, bytes(6, body))),
  ]);
}

export function tinyModel(options: TinyModel = {}): Buffer {
  const input = options.inputName ?? 'image';
  const output = options.outputName ?? 'command';
  const shape = options.inputShape ?? [1, 3, 66, 200];
  const weights = options.weights ?? [1, 0, 0, 1, 0, 0];
  const channels = weights.length / 2;
  const kernel = Array.from({ length: channels * shape[1]! * 9 }, (_, i) => ((i % 5) + 1) / 10);
  const { memory = false, convolution = false, loop } = options;
  const graph = Buffer.concat([
    ...(convolution ? [node('Conv', [input, 'kernel'], 'edges'), node('Relu', ['edges'], 'features')] : []),
    node('GlobalAveragePool', [convolution ? 'features' : input], 'pooled'),
    node('Flatten', ['pooled'], 'means'),
    node('MatMul', ['means', 'weights'], memory || loop ? 'answer' : output),
    ...(loop ? [loopNodes(input, 'answer', output)] : []),
    ...(memory ? [node('Add', ['answer', 'memory'], output), node('Identity', [output], 'memory_next')] : []),
    bytes(2, 'tiny'),
    bytes(5, floatTensor('weights', [channels, 2], weights)),
    ...(loop
      ? [bytes(5, floatTensor('always', [], [loop.always])), bytes(5, floatTensor('white', [], [loop.white]))]
      : []),
    ...(convolution ? [bytes(5, floatTensor('kernel', [channels, shape[1]!, 3, 3], kernel))] : []),
    ...(memory ? [bytes(11, valueInfo('memory', [1, 2]))] : []),
    bytes(11, valueInfo(input, shape)),
    ...(memory ? [bytes(12, valueInfo('memory_next', [1, 2]))] : []),
    bytes(12, valueInfo(output, [1, 2])),
  ]);
  const opset = Buffer.concat([bytes(1, ''), integer(2, 13)]);
  return Buffer.concat([integer(1, 7), bytes(7, graph), bytes(8, opset)]);
}

/** A parsed card on its way to be broken by a test. */
export interface LooseCard {
  contract: { input: object; output: { v: object; w: object } };
}

/** A card as the tiny model wants it; `change` edits it before it is written. */
export function tinyCard(sha256: string): LooseCard {
  return {
    name: 'tiny',
    file: 'tiny.onnx',
    sha256,
    contract: {
      input: cardInput([1, 3, 66, 200]),
      output: cardOutput({ scale: 10, offset: 1 }, { scale: 2, offset: -1 }),
    },
  } as LooseCard;
}

export interface WrittenModel {
  folder: string;
  modelFile: string;
  brainFile: string;
}

/** Writes tiny.onnx, its card, and a brain that drives with it into a fresh folder. */
export function writeTinyModel(
  change: { model?: TinyModel; content?: Buffer; card?: (card: LooseCard) => void; parameters?: object } = {},
): WrittenModel {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-test-'));
  const model = change.content ?? tinyModel(change.model);
  const card = tinyCard(createHash('sha256').update(model).digest('hex'));
  change.card?.(card);
  const modelFile = path.join(folder, 'tiny.onnx');
  const brainFile = path.join(folder, 'tiny_brain.yml');
  writeFileSync(modelFile, model);
  writeFileSync(path.join(folder, 'tiny.card.yml'), stringify(card));
  writeFileSync(
    brainFile,
    stringify({
      Behaviors: {
        Robot: { BrainPath: 'network', Parameters: { Model: 'tiny.onnx', ...change.parameters }, Type: 'f1' },
      },
    }),
  );
  return { folder, modelFile, brainFile };
}

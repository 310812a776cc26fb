import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ModelError } from '../../src/errors';
import { decodeModel, encodeModel, readModel } from '../../src/onnx/file';
import type { ElementType } from '../../src/onnx/graph';
import { bytesPerElement, createTensor, TYPE_CODES, toNumbers } from '../../src/onnx/tensor';
import { decodeWire, encodeWire, type WireModel, type WireTensor } from '../../src/onnx/wire';
import { createNetwork, createSmallNetwork, int, node, random } from './support/networks';

const PILOTNET = path.resolve(__dirname, '../../models/pilotnet.onnx');

/** Encodes a small model after a change to its messages. */
function encodeChanged(change: (wire: WireModel) => void): Uint8Array {
  const wire = decodeWire(encodeModel(createSmallNetwork()));
  change(wire);
  return encodeWire(wire);
}

function rejectionOf(bytes: Uint8Array): string {
  try {
    decodeModel(bytes, 'some.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  throw new Error('was read');
}

describe('an ONNX file', () => {
  it('is written byte for byte as PyTorch wrote it', () => {
    const bytes = readFileSync(PILOTNET);
    expect(Buffer.from(encodeModel(decodeModel(bytes, PILOTNET))).equals(bytes)).toBe(true);
  });

  it('is read with opset, inputs, outputs, initializers and attributes', () => {
    const { graph, opsets, irVersion } = readModel(PILOTNET);
    expect(irVersion).toBe(7);
    expect(opsets).toEqual(new Map([['', 13]]));
    expect(graph.inputs).toEqual([{ name: 'image', type: 'float32', shape: [1, 3, 66, 200] }]);
    expect(graph.outputs).toEqual([{ name: 'command', type: 'float32', shape: [1, 2] }]);
    expect(graph.initializers.get(graph.nodes[0]!.inputs[1]!)!.dims).toEqual([24, 3, 5, 5]);
    expect(graph.nodes[0]!.attributes.get('strides')).toEqual({ kind: 'ints', value: [2, 2] });
  });

  it('keeps all metadata of its exporter', () => {
    const model = createSmallNetwork();
    Object.assign(model, { domain: 'drives', modelVersion: 3, docString: 'a model', producerVersion: '1.2' });
    model.metadata.set('author', 'somebody');
    model.irVersion = 10;
    const { graph } = model;
    graph.docString = 'a graph';
    graph.metadata.set('line', 'red');
    graph.nodes[0]!.docString = 'a node';
    graph.nodes[0]!.metadata = new Map([['source', 'conv.py']]);
    graph.nodes[0]!.overload = 'fast';
    graph.nodes[2]!.attributes.set('axis', { kind: 'int', value: 1, docString: 'an axis' });
    graph.inputs[0]!.denotation = 'IMAGE';
    graph.inputs[0]!.dimensionDenotations = ['DATA_BATCH', 'DATA_CHANNEL', '', ''];
    graph.inputs[0]!.docString = 'a picture';
    graph.outputs[0]!.metadata = new Map([['unit', 'm/s']]);
    graph.valueInfo = [{ name: 'r', type: 'float32', shape: ['N', 6, 3, ''] }];
    graph.quantization = [{ tensor: 'r', parameters: new Map([['SCALE_TENSOR', 'c.bias']]) }];
    const bias = graph.initializers.get('c.bias')!;
    graph.initializers.set('c.bias', { ...bias, docString: 'a bias', metadata: new Map([['k', 'v']]) });
    expect(decodeModel(encodeModel(model), 'some.onnx')).toEqual(model);
  });

  it('keeps attributes of every type', () => {
    const model = createNetwork({
      outputs: { y: [1] },
      nodes: [
        node('Any', 'image', 'y', {
          i: int(-5),
          zero: int(0),
          f: { kind: 'float', value: 0.5 },
          s: { kind: 'string', value: 'grün' },
          is: { kind: 'ints', value: [0, -1, 2 ** 40] },
          fs: { kind: 'floats', value: [0, -0.25] },
          ss: { kind: 'strings', value: ['Tanh', ''] },
          t: { kind: 'tensor', value: random(1, 2, 2) },
        }),
      ],
    });
    expect(decodeModel(encodeModel(model), 'some.onnx')).toEqual(model);
  });

  it('drops the entries of removed values', () => {
    const model = createSmallNetwork();
    model.graph.valueInfo = [{ name: 'nobody', type: 'float32', shape: [1] }];
    expect(decodeModel(encodeModel(model), 'some.onnx').graph.valueInfo).toEqual([]);
  });

  it('treats initializers that are also inputs as constants, and writes them as inputs for IR 3', () => {
    const bytes = encodeChanged((wire) => {
      wire.ir_version = 3;
      wire.graph!.input!.push(
        ...decodeWire(encodeModel({ ...createSmallNetwork(), irVersion: 3 })).graph!.input!.slice(1),
      );
    });
    const model = decodeModel(bytes, 'some.onnx');
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(['image']);
    const written = decodeWire(encodeModel(model)).graph!.input!.map(({ name }) => name);
    expect(written).toEqual(['image', 'c.weight', 'c.bias', 'd.weight', 'd.bias']);
  });

  it.each(Object.keys(TYPE_CODES) as ElementType[])(
    'reads %s from raw bytes and from typed fields',
    (type) => {
      const values = type === 'bool' ? [1, 0, 1] : type.startsWith('u') ? [1, 0, 200] : [-1, 0, 100];
      const tensor = createTensor(type, [3], values);
      const raw = encodeChanged((wire) => {
        wire.graph!.initializer![0] = {
          name: 'c.weight',
          dims: [3],
          data_type: TYPE_CODES[type],
          raw_data: new Uint8Array(tensor.data.buffer),
        };
      });
      expect(decodeModel(raw, 'some.onnx').graph.initializers.get('c.weight')).toEqual(tensor);
      const fields: Partial<Record<ElementType, keyof WireTensor>> = {
        float32: 'float_data',
        float64: 'double_data',
        int64: 'int64_data',
        uint64: 'uint64_data',
        uint32: 'uint64_data',
      };
      const typed = encodeChanged((wire) => {
        const numbers = type === 'float16' ? Array.from(tensor.data as Uint16Array) : values;
        wire.graph!.initializer![0] = {
          name: 'c.weight',
          dims: [3],
          data_type: TYPE_CODES[type],
          [fields[type] ?? 'int32_data']: numbers,
        };
      });
      const read = decodeModel(typed, 'some.onnx').graph.initializers.get('c.weight')!;
      expect(Array.from(toNumbers(read))).toEqual(values);
      expect(read.data.BYTES_PER_ELEMENT).toBe(bytesPerElement(type));
    },
  );

  it('keeps 64-bit integers exactly', () => {
    const model = createSmallNetwork();
    const data = BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), -1n);
    model.graph.initializers.set('c.bias', { type: 'int64', dims: [3], data });
    expect(decodeModel(encodeModel(model), 'some.onnx').graph.initializers.get('c.bias')!.data).toEqual(data);
  });
});

describe('an invalid or unsupported file is rejected in one line', () => {
  it('text, an empty file and a file truncated anywhere', () => {
    expect(rejectionOf(Buffer.from('<!doctype html>'))).toMatch(/^some\.onnx: is not an ONNX model/);
    expect(rejectionOf(new Uint8Array())).toMatch(/not an ONNX model.*no graph/);
    const bytes = encodeModel(createSmallNetwork());
    for (let length = 0; length < bytes.length; length += 7) {
      expect(rejectionOf(bytes.subarray(0, length))).toMatch(
        /^some\.onnx: (is not an ONNX model|does not import the ONNX operator set)/,
      );
    }
  });

  it('a missing file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-onnx-'));
    expect(() => readModel(path.join(folder, 'no.onnx'))).toThrow('no.onnx: no such model file');
    writeFileSync(path.join(folder, 'yes.onnx'), encodeModel(createSmallNetwork()));
    expect(readModel(path.join(folder, 'yes.onnx'))).toEqual(createSmallNetwork());
    expect(() => readModel(folder)).toThrow(/cannot be read/);
    rmSync(folder, { recursive: true });
  });

  const cases: [string, (wire: WireModel) => void, RegExp][] = [
    [
      'external data',
      (w) => Object.assign(w.graph!.initializer![0]!, { data_location: 1 }),
      /^some\.onnx: keeps its weights in other files/,
    ],
    [
      'strings',
      (w) => Object.assign(w.graph!.initializer![0]!, { data_type: 8 }),
      /'c\.weight' has elements of type string/,
    ],
    [
      'bfloat16',
      (w) => Object.assign(w.graph!.initializer![0]!, { data_type: 16 }),
      /'c\.weight' has elements of type bfloat16/,
    ],
    [
      'a missing element type',
      (w) => Object.assign(w.graph!.initializer![0]!, { data_type: 0 }),
      /'c\.weight' has no element type/,
    ],
    [
      'too few values',
      (w) => Object.assign(w.graph!.initializer![0]!, { dims: [7, 3, 3, 3] }),
      /'c\.weight' has 648 bytes, but \[7, 3, 3, 3\] float32 needs 756/,
    ],
    [
      'absurd sizes',
      (w) => Object.assign(w.graph!.initializer![0]!, { dims: [2 ** 40, 2 ** 40] }),
      /needs 4\.\d+e\+24/,
    ],
    [
      'a negative size',
      (w) => Object.assign(w.graph!.initializer![0]!, { dims: [-6, 3, 3, 3] }),
      /'c\.weight' has the dimensions \[-6/,
    ],
    [
      'a subgraph',
      (w) => w.graph!.node![0]!.attribute!.push({ name: 'then_branch', type: 5 }),
      /node 'c', attribute 'then_branch' contains a subgraph/,
    ],
    ['functions', (w) => Object.assign(w, { functions: [new Uint8Array(3)] }), /contains functions; /],
    [
      'a training graph',
      (w) => Object.assign(w, { training_info: [new Uint8Array(3)] }),
      /contains a training graph/,
    ],
    [
      'sparse tensors',
      (w) => Object.assign(w.graph!, { sparse_initializer: [new Uint8Array(3)] }),
      /contains sparse tensors/,
    ],
    [
      'an old opset',
      (w) => Object.assign(w.opset_import![0]!, { version: 10 }),
      /uses opset 10; 11 to 21 are supported: export it with opset 13/,
    ],
    ['a new opset', (w) => Object.assign(w.opset_import![0]!, { version: 22 }), /uses opset 22/],
    [
      'a new IR version',
      (w) => Object.assign(w, { ir_version: 11 }),
      /has IR version 11; versions 3 to 10 are supported/,
    ],
    [
      'an input without a shape',
      (w) => Object.assign(w.graph!.input![0]!.type!.tensor_type!, { shape: null }),
      /input 'image' has no shape/,
    ],
    [
      'an input that is a sequence',
      (w) => Object.assign(w.graph!.input![0]!, { type: {} }),
      /input 'image' is not a tensor/,
    ],
    [
      'an initializer twice',
      (w) => w.graph!.initializer!.push(w.graph!.initializer![0]!),
      /initializer 'c\.weight' twice/,
    ],
    [
      'an attribute twice',
      (w) => w.graph!.node![0]!.attribute!.push(w.graph!.node![0]!.attribute![0]!),
      /attribute 'strides' twice/,
    ],
    [
      'a name with a line break',
      (w) => Object.assign(w.graph!.node![0]!, { name: 'a\nb' }),
      /contains the name "a\\nb" with control characters/,
    ],
    [
      'a string that is not UTF-8',
      (w) => w.graph!.node![0]!.attribute!.push({ name: 'auto_pad', type: 3, s: Uint8Array.of(0xff) }),
      /attribute 'auto_pad' is not UTF-8/,
    ],
  ];
  it.each(cases)('%s', (_, change, complaint) => {
    expect(rejectionOf(encodeChanged(change))).toMatch(complaint);
  });
});

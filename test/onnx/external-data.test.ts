import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cardFileOf, readCard } from '../../src/config/model-card';
import { openSession } from '../../src/drive/inference/session';
import { ModelError } from '../../src/errors';
import { readFacts } from '../../src/models/evaluate/model-facts';
import { externalFiles } from '../../src/onnx/external-data';
import { readModel } from '../../src/onnx/file';
import { decodeWire, encodeWire } from '../../src/onnx/wire';
import { tinyModel, writeTinyModel } from '../helpers/onnx-model';

/** A field of a protobuf message that holds bytes. */
function field(id: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const head = [(id << 3) | 2];
  for (let rest = content.length; ; rest >>= 7) {
    head.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  const [tag, ...length] = head;
  return Buffer.concat([
    Buffer.from(id > 15 ? [(tag! & 0xff) | 0x80, id >> 4] : [tag!]),
    Buffer.from(length),
    content,
  ]);
}

const EXTERNAL = Buffer.from([14 << 3, 1]);
const location = (name: string) => field(13, field(1, 'location'), field(2, name));
const tensor = (name = 'weights.data') => Buffer.concat([field(8, 'weights'), location(name), EXTERNAL]);
const graph = (...parts: Buffer[]) => field(7, ...parts);
const node = (...attribute: Buffer[]) => field(1, field(5, ...attribute));

test.each<[string, Buffer, string[]]>([
  ['nothing of its tensors', tinyModel(), []],
  ['an initializer', graph(field(5, tensor())), ['weights.data']],
  ['an initializer whose location comes first', graph(field(5, EXTERNAL, location('a.bin'))), ['a.bin']],
  ['an initializer without a location', graph(field(5, field(8, 'w'), EXTERNAL)), ['?']],
  ['an initializer that does not say so', graph(field(5, location('a.bin'))), ['a.bin']],
  ['the first of two graphs', Buffer.concat([graph(field(5, tensor())), graph()]), ['weights.data']],
  ['a constant', graph(node(field(5, tensor()))), ['weights.data']],
  ['one of several constants', graph(node(field(10, tensor()))), ['weights.data']],
  ['a branch', graph(node(field(6, field(5, tensor())))), ['weights.data']],
  ['one of several branches', graph(node(field(11, field(5, tensor('b'))))), ['b']],
  ['a branch of a branch', graph(node(field(6, node(field(6, field(5, tensor())))))), ['weights.data']],
  ['values of a sparse tensor', graph(field(15, field(1, tensor()))), ['weights.data']],
  ['indices of a sparse constant', graph(node(field(22, field(2, tensor('i'))))), ['i']],
  ['a function', field(25, field(7, field(5, field(5, tensor())))), ['weights.data']],
  ['a training graph', field(20, field(2, field(5, tensor()))), ['weights.data']],
  ['two tensors in one file', graph(field(5, tensor()), field(5, tensor())), ['weights.data']],
  ['bytes that are no model', Buffer.from('no model'), []],
])('other files hold %s', (_, bytes, files) => {
  expect(externalFiles(bytes)).toEqual(files);
});

/** The tiny model with its weights in a file, as torch 2.9 writes it, and a card that fits. */
function writeSplitModel(name: string) {
  const written = writeTinyModel();
  const wire = decodeWire(tinyModel());
  const [weights] = wire.graph!.initializer!;
  writeFileSync(path.join(written.folder, 'tiny.onnx.data'), weights!.raw_data!);
  delete weights!.raw_data;
  const length = String(24);
  Object.assign(weights!, {
    data_location: 1,
    external_data: [
      { key: 'location', value: name },
      { key: 'length', value: length },
    ],
  });
  const bytes = encodeWire(wire);
  writeFileSync(written.modelFile, bytes);
  const card = cardFileOf(written.modelFile);
  const sum = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(card, readFileSync(card, 'utf8').replace(/sha256: .*/, `sha256: ${sum}`));
  return written.modelFile;
}

describe('a model that keeps its weights in another file', () => {
  const file = writeSplitModel('tiny.onnx.data');
  const whole = file.replace('.onnx', '-whole.onnx');
  const says =
    `${file}: keeps its weights in other files ('tiny.onnx.data'), which its card's sha256 does not cover; make one file ` +
    `of it: python3 -c 'import onnx, sys; onnx.save(onnx.load(sys.argv[1]), sys.argv[2])' ${file} ${whole} ` +
    '(PyTorch: torch.onnx.export(..., external_data=False))';

  test('is not driven with', async () => {
    const opening = openSession(readCard(file), { provider: 'cpu' });
    await expect(opening).rejects.toThrow(ModelError);
    await expect(opening).rejects.toThrow(says);
  });

  test('is neither measured nor optimized', () => {
    expect(() => readFacts(file)).toThrow(says);
    expect(() => readModel(file)).toThrow(says);
  });
});

test.each(['../../etc/passwd', '/etc/passwd', 'a/../../b', '..\\b', '*/_ORT_MEM_ADDR_/*'])(
  'weights outside of the folder of a model (%s) are never read',
  async (name) => {
    const file = writeSplitModel(name);
    await expect(openSession(readCard(file), { provider: 'cpu' })).rejects.toThrow(
      `${file}: takes weights from outside its folder ('${name}'); do not use it`,
    );
  },
);

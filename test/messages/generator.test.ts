import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Definitions } from '../../scripts/messages/definitions';
import { PackageEmitter } from '../../scripts/messages/emit-package';
import type { PartialMessage } from '../../scripts/messages/layout';
import type { Codec } from '../../src/messages/index';
import { mulberry32 } from '../../src/support/random';
import { ReferenceCodec, type Values } from './support/reference-codec';

const BUILT_IN = [
  ...['bool', 'byte', 'char', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'],
  ...['float32', 'float64', 'time', 'duration', 'string'],
];
const WIRE = path.join(__dirname, '..', '..', 'src', 'messages', 'wire');

function definitionsOf(messages: Readonly<Record<string, string>>): Definitions {
  return { messages: new Map(Object.entries(messages)), services: new Map() };
}

describe('The generator of messages', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-messages-'));
  let count = 0;

  afterAll(() => rmSync(folder, { recursive: true }));

  /** The module that is made of a package's definitions. */
  function made(
    name: string,
    messages: Readonly<Record<string, string>>,
    partials: readonly PartialMessage[] = [],
  ): Record<string, unknown> {
    const text = new PackageEmitter(definitionsOf(messages), partials).module(name);
    const file = path.join(folder, `${name}_${count++}.ts`);
    writeFileSync(file, text.replace("'../wire'", `'${WIRE}'`));
    return require(file) as Record<string, unknown>;
  }

  function expectSame(codec: Codec<Values>, type: string, messages: Readonly<Record<string, string>>): void {
    const reference = new ReferenceCodec((of) => messages[of]!);
    const random = mulberry32(2);
    for (let i = 0; i < 20; i++) {
      const values = reference.random(type, messages[type]!, random);
      const expected = reference.encode(type, messages[type]!, values);
      const bytes = Buffer.alloc(codec.size(values));
      expect(codec.write(values, bytes, 0)).toBe(expected.length);
      expect(bytes.toString('hex')).toBe(expected.toString('hex'));
      expect(codec.decode(bytes)).toEqual(values);
    }
  }

  it.each(BUILT_IN)('knows %s: one, three, any number', (type) => {
    const messages = { 'all/Kinds': `${type} one\n${type}[3] three\n${type}[] any\nstring function\n` };
    expectSame(made('all', messages).KindsCodec as Codec<Values>, 'all/Kinds', messages);
  });

  it('knows messages in messages, and arrays of them', () => {
    const messages = {
      'deep/Leaf': 'float64 x\nstring[] names\n',
      'deep/Pair': 'Leaf[2] leaves\nuint8[] data\n',
      'deep/Flat': 'int32 x\nint32 y\n',
      'deep/Tree':
        'Pair[] pairs\nFlat[] flats\nFlat[2] two\ndeep/Leaf leaf\nuint32 at\nstring bytes\nbool message\n',
    };
    expectSame(made('deep', messages).TreeCodec as Codec<Values>, 'deep/Tree', messages);
  });

  it('keeps the signs of integers, and the wrap of what does not fit', () => {
    const messages = {
      'int/Signs': 'int8 a\nint16 b\nint32 c\nint64 d\nuint8 e\nuint16 f\nuint32 g\nuint64 h\n',
    };
    const { write, size, decode } = made('int', messages).SignsCodec as Codec<Values>;
    const values = { a: -1, b: -2, c: -3, d: -(2 ** 40) - 5, e: 255, f: 65535, g: 4294967295, h: 2 ** 52 };
    const bytes = Buffer.alloc(size(values));
    write(values, bytes, 0);
    expect(decode(bytes)).toEqual(values);
    write({ ...values, a: 129, e: 257, f: -1, g: -1 }, bytes, 0);
    expect(decode(bytes)).toEqual({ ...values, a: -127, e: 1, f: 65535, g: 4294967295 });
  });

  it('makes constants', () => {
    const text = 'byte A=-1\nfloat32 B = 1.5 # half\nstring C= # is part of it \nbool D=True\nbyte a\n';
    expect(made('constant', { 'constant/Some': text }).SomeConstants).toEqual({
      A: -1,
      B: 1.5,
      C: '# is part of it',
      D: true,
    });
  });

  it('skips what is left out of a message', () => {
    const messages = {
      'part/Inner': 'float64 kept\nfloat64[36] skipped\nstring name\n',
      'part/Outer': 'Inner inner\nuint8 skipped\nuint8 last\n',
    };
    const without = ['inner.skipped', 'skipped'];
    const partials = [{ name: 'Short', type: 'part/Outer', without }];
    const { OuterCodec, decodeShort } = made('part', messages, partials);
    const { size, write } = OuterCodec as Codec<Values>;
    const inner = { kept: 1, skipped: new Array<number>(36).fill(2), name: 'n' };
    const values = { inner, skipped: 3, last: 4 };
    const bytes = Buffer.alloc(size(values));
    write(values, bytes, 0);
    const decode = decodeShort as (bytes: Buffer) => unknown;
    expect(decode(bytes)).toEqual({ inner: { kept: 1, name: 'n' }, last: 4 });
    expect(() => decode(bytes.subarray(0, 40))).toThrow('part/Outer of 40 bytes ends inside a field of');
  });

  it('has one name for one message', () => {
    const emitter = () => new PackageEmitter(definitionsOf({ 'a/Point': '', 'b/Point': '' }), []);
    expect(emitter).toThrow('a/Point and b/Point');
  });

  it.each([
    [
      'missing/Part',
      'Nothing x',
      'missing/Part: the definition of missing/Nothing is missing: add it to ros/msgs',
    ],
    ['odd/Field', 'uint8 1st', 'odd/Field: "uint8 1st" is not a field'],
    ['odd/Line', 'uint8', 'odd/Line: "uint8 " is not a field'],
    ['odd/Constant', 'uint8 A=x', '"x" is not a constant of type uint8'],
    ['void/Many', 'None[] x', 'void/Many: x is an array of void/None, which has no fields'],
  ])('says what is wrong with %s', (type, text, complaint) => {
    const emitter = new PackageEmitter(definitionsOf({ [type]: text, 'void/None': '' }), []);
    expect(() => emitter.module(type.split('/')[0]!)).toThrow(complaint);
  });

  it('leaves out only what is of a fixed size', () => {
    const partials = [{ name: 'Short', type: 'part/Text', without: ['data'] }];
    const emitter = new PackageEmitter(definitionsOf({ 'part/Text': 'string data' }), partials);
    expect(() => emitter.module('part')).toThrow(
      'part/Text: data cannot be left out: it is of no fixed size',
    );
  });
});

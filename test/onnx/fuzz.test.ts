import { ModelError } from '../../src/errors';
import { foldModel } from '../../src/models/optimize/fold';
import { checkModel } from '../../src/onnx/check';
import { decodeModel, encodeModel } from '../../src/onnx/file';
import { inferShapes } from '../../src/onnx/shapes';
import { decodeWire, encodeWire } from '../../src/onnx/wire';
import { RandomSource } from '../../src/support/random';
import { smallNetwork } from './support/networks';

/** Everything that is done to a file before it is run; says how it ended. */
function read(bytes: Uint8Array): 'read' | 'refused' {
  try {
    const model = decodeModel(bytes, 'mutated.onnx');
    checkModel(model, 'mutated.onnx');
    inferShapes(model, 'mutated.onnx');
    encodeModel(foldModel(model, 'mutated.onnx').model);
    return 'read';
  } catch (error) {
    if (error instanceof ModelError && !error.message.includes('\n')) return 'refused';
    throw error;
  }
}

/** With small tensors, so that most of the bytes are structure. */
function structure(): Uint8Array {
  const wire = decodeWire(encodeModel(smallNetwork()));
  wire.graph!.value_info = [...wire.graph!.output!];
  wire.metadata_props = [{ key: 'k', value: 'v' }];
  for (const tensor of wire.graph!.initializer!) {
    tensor.raw_data = tensor.raw_data!.subarray(0, 8);
    tensor.dims = [2];
  }
  return encodeWire(wire);
}

describe('mutated files', () => {
  it('are read or refused in one line, and never anything else', () => {
    const whole = encodeModel(smallNetwork());
    const ends = { read: 0, refused: 0 };
    for (const [seed, bytes] of [whole, structure()].entries()) {
      for (let i = 0; i < 1200; i++) {
        const random = new RandomSource(seed + 1, i);
        const mutated = Uint8Array.from(bytes);
        const count = 1 + Math.floor(random.next() * 4);
        for (let k = 0; k < count; k++) {
          // Structure lies at both ends of the whole file, weights between them.
          const at = random.chance(0.5)
            ? random.next() * Math.min(400, bytes.length)
            : random.next() * bytes.length;
          mutated[Math.floor(at)] = random.chance(0.3)
            ? random.pick([0, 0x7f, 0x80, 0xff])
            : random.next() * 256;
        }
        ends[read(mutated)]++;
      }
    }
    expect(ends.read).toBeGreaterThan(100);
    expect(ends.refused).toBeGreaterThan(500);
  });

  it('so are pieces put together in another order', () => {
    const bytes = structure();
    for (let i = 0; i < 400; i++) {
      const random = new RandomSource(9, i);
      const cut = () => Math.floor(random.next() * bytes.length);
      const [a, b] = [cut(), cut()].sort((x, y) => x - y) as [number, number];
      read(Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]));
      read(Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]));
    }
  });

  it('noise is refused, deep nesting too', () => {
    for (let i = 0; i < 300; i++) {
      const random = new RandomSource(3, i);
      expect(read(Uint8Array.from({ length: 60 }, () => random.next() * 256))).toBe('refused');
    }
    expect(read(new Uint8Array(1_000_000).fill(0x0b))).toBe('refused');
  });
});

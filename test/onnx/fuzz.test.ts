import { ModelError } from '../../src/errors';
import { foldModel } from '../../src/models/optimize/fold';
import { checkModel } from '../../src/onnx/check';
import { decodeModel, encodeModel } from '../../src/onnx/file';
import { inferShapes } from '../../src/onnx/shapes';
import { decodeWire, encodeWire } from '../../src/onnx/wire';
import { RandomSource } from '../../src/support/random';
import { createSmallNetwork } from './support/networks';

/** Processes a file like `optimize`, up to inference. @returns whether it was read or rejected */
function read(bytes: Uint8Array): 'read' | 'rejected' {
  try {
    const model = decodeModel(bytes, 'mutated.onnx');
    checkModel(model, 'mutated.onnx');
    inferShapes(model, 'mutated.onnx');
    encodeModel(foldModel(model, 'mutated.onnx').model);
    return 'read';
  } catch (error) {
    if (error instanceof ModelError && !error.message.includes('\n')) return 'rejected';
    throw error;
  }
}

/** Encodes a network with small tensors, so that most bytes are structure. */
function encodeStructure(): Uint8Array {
  const wire = decodeWire(encodeModel(createSmallNetwork()));
  wire.graph!.value_info = [...wire.graph!.output!];
  wire.metadata_props = [{ key: 'k', value: 'v' }];
  for (const tensor of wire.graph!.initializer!) {
    tensor.raw_data = tensor.raw_data!.subarray(0, 8);
    tensor.dims = [2];
  }
  return encodeWire(wire);
}

describe('mutated files', () => {
  it('are either read or rejected in one line', () => {
    const whole = encodeModel(createSmallNetwork());
    const ends = { read: 0, rejected: 0 };
    for (const [seed, bytes] of [whole, encodeStructure()].entries()) {
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
    expect(ends.rejected).toBeGreaterThan(500);
  });

  it('are also handled when rearranged', () => {
    const bytes = encodeStructure();
    for (let i = 0; i < 400; i++) {
      const random = new RandomSource(9, i);
      const cut = () => Math.floor(random.next() * bytes.length);
      const [a, b] = [cut(), cut()].sort((x, y) => x - y) as [number, number];
      read(Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]));
      read(Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]));
    }
  });

  it('are rejected when they are noise or deeply nested', () => {
    for (let i = 0; i < 300; i++) {
      const random = new RandomSource(3, i);
      expect(read(Uint8Array.from({ length: 60 }, () => random.next() * 256))).toBe('rejected');
    }
    expect(read(new Uint8Array(1_000_000).fill(0x0b))).toBe('rejected');
  });
});

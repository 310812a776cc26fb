import { FrameSlotReader, FrameSlotWriter, frameSlotMemory } from '../../../src/live/feed/frame-slot';
import { SampleReader, SampleWriter, sampleRingMemory } from '../../../src/live/feed/sample-ring';
import type { Frame } from '../../../src/types';

const FACTS = { frame: 3, wall_ms: 4.5, sim_s: null, v_mps: 6, w_radps: -1 };

/** Rows of 2 pixels with a gap behind. */
function frameOf(value: number, height = 2): Frame {
  const data = new Uint8Array(8 * height).fill(99);
  for (let y = 0; y < height; y++) data.fill(value, 8 * y, 8 * y + 6);
  return { width: 2, height, step: 8, encoding: 'bgr8', data, sequence: 3, stamp: null, arrival_ms: 0 };
}

function slot() {
  const memory = frameSlotMemory();
  const reader = new FrameSlotReader(memory);
  const writer = new FrameSlotWriter(memory, (pixels) => reader.setPixels(pixels));
  return { reader, writer };
}

describe('the ring of samples', () => {
  it('hands out rows in order, and wraps', () => {
    const memory = sampleRingMemory(2, 4);
    const [writer, reader] = [new SampleWriter(memory), new SampleReader(memory)];
    const rows: number[][] = [];
    for (let i = 0; i < 11; i++) {
      writer.write(Float64Array.of(i, Number.NaN));
      if (i % 3 === 2) reader.drain((row) => void rows.push([...row]));
    }
    reader.drain((row) => void rows.push([...row]));
    expect(rows).toEqual(Array.from({ length: 11 }, (_, i) => [i, Number.NaN]));
    expect(reader.takeLost()).toBe(0);
  });

  it('loses what has no room, and counts it', () => {
    const memory = sampleRingMemory(1, 4);
    const [writer, reader] = [new SampleWriter(memory), new SampleReader(memory)];
    for (let i = 0; i < 6; i++) writer.write(Float64Array.of(i));
    const rows: number[] = [];
    reader.drain((row) => void rows.push(row[0]!));
    expect([rows, reader.takeLost(), reader.takeLost()]).toEqual([[0, 1, 2, 3], 2, 0]);
  });

  it('has a number of rows that wraps with its counters', () => {
    expect(() => sampleRingMemory(1, 6)).toThrow('6 rows; they must be a power of two');
  });
});

describe('the slot of a frame', () => {
  it('takes a frame only when one is wanted, without the gaps of its rows', () => {
    const { reader, writer } = slot();
    expect([writer.isWanted, reader.take()]).toEqual([false, null]);
    reader.want();
    expect(writer.isWanted).toBe(true);
    writer.put(frameOf(1), FACTS);
    expect([writer.isWanted, reader.take()]).toEqual([false, null]);
    reader.want();
    writer.put(frameOf(7), FACTS);
    const taken = reader.take()!;
    expect(taken).toMatchObject({ ...FACTS, image: { width: 2, height: 2, step: 6, encoding: 'bgr8' } });
    expect([...taken.image.data]).toEqual(Array(12).fill(7));
    expect([writer.isWanted, reader.take()]).toEqual([false, null]);
  });

  it('makes room for a larger frame', () => {
    const { reader, writer } = slot();
    for (const height of [2, 2, 5, 5]) {
      reader.want();
      writer.put(frameOf(height, height), FACTS);
    }
    expect(reader.take()!.image).toMatchObject({ height: 5, data: new Uint8Array(30).fill(5) });
  });

  it('forgets a wish that is taken back', () => {
    const { reader, writer } = slot();
    reader.want();
    reader.unwant();
    expect(writer.isWanted).toBe(false);
  });
});

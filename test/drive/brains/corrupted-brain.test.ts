import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readBrain } from '../../../src/config/brain-file';
import { CorruptedBrain } from '../../../src/drive/brains/corrupted-brain';
import { openBrain } from '../../../src/drive/brains/open-brain';
import { WorkerBrain } from '../../../src/drive/brains/worker-brain';
import { CorruptedSequence } from '../../../src/image/augment';
import { PACKAGE_ROOT } from '../../../src/support/paths';
import type { Brain, Frame } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';

/** Remembers what it was shown. */
class Witness implements Brain {
  readonly name = 'witness';
  readonly model = null;
  readonly provider = null;
  seen: Uint8Array | null = null;
  closed = false;
  async warmUp(): Promise<void> {}
  decide(frame: Frame) {
    this.seen = frame.data.slice();
    return { v_mps: 1, w_radps: 0, inference_ms: null };
  }
  async close(): Promise<void> {
    this.closed = true;
  }
}

const frame = plainFrame([200, 100, 50], { sequence: 7 });

describe('a brain with disturbed pictures', () => {
  test('sees what the disturbance makes of the frame, which stays as it was', async () => {
    const witness = new Witness();
    const brain = new CorruptedBrain(witness, 'rain', 4);
    await brain.decide(frame);
    const expected = new Uint8Array(frame.data.length);
    new CorruptedSequence('rain', 4).apply(frame, expected);
    expect(Buffer.compare(witness.seen!, expected)).toBe(0);
    expect(frame.data.every((value, i) => value === [200, 100, 50][i % 3])).toBe(true);
  });

  test('is warmed up with it, and says how long both take', async () => {
    const brain = new CorruptedBrain(new Witness(), 'fog', 1);
    expect(brain.typicalStep_ms).toBe(Number.POSITIVE_INFINITY);
    await brain.warmUp();
    expect(brain.typicalStep_ms).toBeGreaterThan(0);
    expect(brain.typicalStep_ms).toBeLessThan(1000);
  });

  test('hands on name, model, provider and close', async () => {
    const witness = new Witness();
    const brain = new CorruptedBrain(witness, 'fog', 1);
    await brain.close();
    expect(brain).toMatchObject({ name: 'witness', model: null, provider: null });
    expect(witness.closed).toBe(true);
  });

  test.each(['network', 'line_follower', 'module'])('may be %s', async (kind) => {
    const { brainFile, folder } = writeTinyModel({ parameters: { ImageTranform: 'night' } });
    const file =
      kind === 'network'
        ? brainFile
        : write(folder, kind === 'module' ? './own.js' : 'line_follower', 'night');
    const brain = await openBrain(readBrain(file), { seed: 2 });
    expect(brain).toBeInstanceOf(CorruptedBrain);
    await brain.warmUp();
    const { v_mps } = await brain.decide(frame);
    const without = await openBrain(readBrain(file), { seed: 2, imageTransform: 'none' });
    const { v_mps: undisturbed } = await without.decide(frame);
    if (kind !== 'line_follower') expect(v_mps).toBeLessThan(undisturbed);
    await Promise.all([brain.close(), without.close()]);
  });

  test('a network gets the rows of its crop alone, and the same answer as from whole pictures', async () => {
    const brain = await openBrain(readBrain(writeTinyModel().brainFile), {
      provider: 'cpu',
      imageTransform: 'fog',
      seed: 3,
    });
    const whole = new Uint8Array(frame.data.length);
    new CorruptedSequence('fog', 3).apply(frame, whole);
    const plain = await openBrain(readBrain(writeTinyModel().brainFile), { provider: 'cpu' });
    expect((await brain.decide(frame)).v_mps).toBe((await plain.decide({ ...frame, data: whole })).v_mps);
    await Promise.all([brain.close(), plain.close()]);
  });

  test('is disturbed alike in a thread of its own', async () => {
    const start = { imageTransform: 'snow', seed: 5, provider: 'cpu' } as const;
    const brainFile = path.join(PACKAGE_ROOT, 'brains', 'pilotnet.yml');
    const here = await openBrain(readBrain(brainFile), start);
    const there = await WorkerBrain.open({ brainFile, ...start });
    const [a, b] = [await here.decide(frame), await there.decide(frame)];
    expect({ ...b, inference_ms: 0 }).toEqual({ ...a, inference_ms: 0 });
    await Promise.all([here.close(), there.close()]);
  });
});

function write(folder: string, brainPath: string, transform: string): string {
  const file = path.join(folder, 'other.yml');
  const robot = `{BrainPath: ${brainPath}, Parameters: {ImageTranform: ${transform}}, Type: f1}`;
  writeFileSync(file, `Behaviors: {Robot: ${robot}}\n`);
  writeFileSync(
    path.join(folder, 'own.js'),
    'module.exports = () => ({ decide: (f) => ({ v_mps: f.data[400 * f.step] / 20, w_radps: 0 }) });\n',
  );
  return file;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../../src/config/model-card';
import { NetworkBrain } from '../../../src/drive/brains/network';
import { plainFrame } from '../../helpers/frames';
import { ADDING, PLAIN, SUM_STATE, writeModel } from '../../models/evaluate/support/models';

describe('a network that is run before a frame is due', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-warm-caches-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('remembers nothing of it', async () => {
    const card = readCard(writeModel(folder, 'adding', ADDING, SUM_STATE));
    const brain = await NetworkBrain.open('adding', card, { provider: 'cpu' });
    await brain.warmUp();
    const frame = plainFrame([51, 51, 0]);
    // Sums 0.2 a frame; v = 10 * sum + 1.
    expect((await brain.decide(frame)).v_mps).toBeCloseTo(3, 2);
    await brain.prepare();
    await brain.prepare();
    expect((await brain.decide(frame)).v_mps).toBeCloseTo(5, 2);
    await brain.prepare();
    expect((await brain.decide(frame)).v_mps).toBeCloseTo(7, 2);
    await brain.close();
  });

  it('is not run at all when it is slow, or not known to be quick', async () => {
    const card = readCard(writeModel(folder, 'plain', PLAIN));
    const brain = await NetworkBrain.open('plain', card, { provider: 'cpu' });
    expect(brain.prepare()).toBeUndefined();
    brain.typicalStep_ms = 3;
    expect(brain.prepare()).toBeUndefined();
    brain.typicalStep_ms = 0.5;
    await expect(brain.prepare()).resolves.toBeUndefined();
    await brain.close();
  });
});

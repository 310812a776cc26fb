import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../src/inference/card';
import { openSession } from '../../src/inference/session';
import { ROOT } from './tools';

const NETWORKS = ['pilotnet', 'pilotnet_tf', 'pilotnet_stacked', 'deepest_lstm_tiny', 'slim_pilotnet'];
const file = (name: string) => path.join(ROOT, 'models', `${name}.onnx`);

interface Figures {
  readonly test: { readonly mse: number; readonly frames: number; readonly seed: number };
  readonly recorded_frames_steering: Record<string, { readonly agreement: number }>;
  readonly laps: readonly { completed: boolean; contacts: number; circuit: string; direction: string }[];
}

function figuresOf(name: string): Figures {
  return readCard(file(name)).document.figures as Figures;
}

describe.each(NETWORKS)('%s as it ships', (name) => {
  test('fits its card and has a brain that drives with it', async () => {
    const session = await openSession(readCard(file(name)), { provider: 'cpu', threads: 1 });
    await session.run();
    expect(session.output.every(Number.isFinite)).toBe(true);
    await session.close();
    expect(existsSync(path.join(ROOT, 'brains', `${name}.yml`))).toBe(true);
  });

  test('left no circuit in either direction, and steers to the side of the line in recorded frames', () => {
    const { laps, recorded_frames_steering } = figuresOf(name);
    expect(new Set(laps.map(({ circuit, direction }) => `${circuit} ${direction}`)).size).toBe(10);
    expect(laps.filter(({ completed, contacts }) => !completed || contacts > 0)).toEqual([]);
    const agreements = Object.values(recorded_frames_steering).map(({ agreement }) => agreement);
    expect(agreements.length).toBeGreaterThan(0);
    expect(Math.min(...agreements)).toBeGreaterThanOrEqual(0.98);
  });
});

test('slim_pilotnet is 12 times smaller than PilotNet and errs less on the same frames', () => {
  expect(statSync(file('pilotnet')).size / statSync(file('slim_pilotnet')).size).toBeGreaterThan(12);
  const [large, small] = [figuresOf('pilotnet').test, figuresOf('slim_pilotnet').test];
  expect([small.frames, small.seed]).toEqual([large.frames, large.seed]);
  expect(small.mse).toBeLessThan(large.mse);
});

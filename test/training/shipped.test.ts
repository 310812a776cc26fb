import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { RECORDED_FRAMES } from '../../scripts/support/recorded-frames';
import type { Circuit } from '../../src/circuit/circuit';
import { loadCircuit } from '../../src/circuit/load';
import { readBrain } from '../../src/config/brain-file';
import { readCard } from '../../src/config/model-card';
import { NetworkBrain } from '../../src/drive/brains/network';
import { driveLap } from '../../training/drive-laps';
import { steeringAgreement } from '../../training/steering-agreement';
import { THOROUGH } from '../helpers/thorough';
import { ROOT } from './tools';

const NETWORKS = readdirSync(path.join(ROOT, 'models'))
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => path.basename(name, '.onnx'));
const file = (name: string) => path.join(ROOT, 'models', `${name}.onnx`);

/** The others in `npm run test:all`: each drives, in lockstep, as long as it takes. */
const driven = THOROUGH ? NETWORKS : ['slim_pilotnet'];

test('the trained networks ship', () => {
  const trained = [
    'pilotnet',
    'pilotnet_tf',
    'pilotnet_stacked',
    'deepest_lstm_tiny',
    'slim_pilotnet',
    'slim_pilotnet_mounts',
  ];
  expect(NETWORKS).toEqual(expect.arrayContaining(trained));
});

describe.each(driven)('%s as it ships', (name) => {
  let brain: NetworkBrain;
  let circuit: Circuit;
  beforeAll(async () => {
    brain = await NetworkBrain.open(name, readCard(file(name)), { provider: 'cpu', threads: 1 });
    circuit = await loadCircuit('simple_circuit');
  });
  afterAll(() => brain.close());

  test('has a brain that is chosen by its name', () => {
    expect(path.basename(String(readBrain(name).parameters.raw('Model')), '.onnx')).toBe(name);
  });

  test('follows the line for eight seconds, 60 ms from a frame to its command', async () => {
    const stretch = await driveLap(brain, circuit, 'reverse', 60, 3, 8);
    expect(stretch.contacts).toBe(0);
    expect(stretch.percent).toBeGreaterThan(15);
    expect(stretch.deviation_mean_m).toBeLessThan(0.06);
    expect(stretch.deviation_max_m).toBeLessThan(0.5);
  }, 180_000);

  (existsSync(RECORDED_FRAMES) ? test.each : test.skip.each)(['simple_circuit', 'montreal_line'])(
    'steers to the side of the line in recorded frames of %s',
    async (recorded) => {
      const { clear, agreement } = await steeringAgreement(path.join(RECORDED_FRAMES, recorded), brain, 30);
      expect(clear).toBe(30);
      expect(agreement).toBeGreaterThanOrEqual(0.98);
    },
    180_000,
  );
});

test('slim_pilotnet is 12 times smaller than PilotNet', () => {
  expect(statSync(file('pilotnet')).size / statSync(file('slim_pilotnet')).size).toBeGreaterThan(12);
});

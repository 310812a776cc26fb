import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { readCard } from '../../src/config/model-card';
import { NetworkBrain } from '../../src/drive/brains/network';
import { RandomSource } from '../../src/support/random';
import { CameraRenderer } from '../../src/world/simulator/camera/renderer';
import { poseOf } from '../../src/world/simulator/course-pose';
import { type AnsweredPose, type CameraName, driveCompensated } from '../../training/compensated-drive';
import { sharpPlace } from '../../training/sharp-places';
import { ROOT } from './tools';

describe('a drive of a model as the node drives', () => {
  let brain: NetworkBrain;
  beforeAll(async () => {
    const card = readCard(path.join(ROOT, 'models', 'slim_pilotnet.onnx'));
    brain = await NetworkBrain.open(card.name, card, { provider: 'cpu', threads: 1, compensates: true });
  });
  afterAll(() => brain.close());

  async function drive(camera: CameraName, seed = 1): Promise<AnsweredPose[]> {
    const circuit = await loadCircuit('montmelo_line');
    const renderer = new CameraRenderer(circuit, 1);
    const random = new RandomSource(1, 4);
    return driveCompensated({ brain, circuit, direction: 'forward', renderer, camera, random, seed });
  }

  test.each([
    ['slow', 39, 100],
    ['late', 78, 50],
    ['prompt', 80, 50],
    ['sluggish', 20, 200],
  ] as const)('gives the poses of the frames of a %s camera', async (camera, frames, interval_ms) => {
    const poses = await drive(camera);
    expect(poses.length).toBeGreaterThanOrEqual(frames - 1);
    expect(poses.length).toBeLessThanOrEqual(frames + 1);
    for (const [i, pose] of poses.entries()) {
      const before = poses[i - 1];
      if (!before) continue;
      const way_m = Math.hypot(pose.x_m - before.x_m, pose.y_m - before.y_m);
      expect(way_m).toBeLessThan((13.5 * interval_ms) / 1000);
    }
  });

  test('stays on the line where frames are rare and old, as it would not without compensation', async () => {
    const circuit = await loadCircuit('montmelo_line');
    const off_m = (await drive('slow')).map((car) => Math.abs(poseOf(circuit, 'forward', car).lateral_m));
    expect(Math.max(...off_m)).toBeLessThan(0.3);
  });

  test('is the same for the same random numbers', async () => {
    expect(await drive('slow')).toEqual(await drive('slow'));
  });

  test('takes the times of uneven frames from the seed', async () => {
    const [first, again, other] = [await drive('uneven'), await drive('uneven'), await drive('uneven', 2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

test('drives begin before tight bends more often than elsewhere', async () => {
  const circuit = await loadCircuit('montmelo_line');
  const random = new RandomSource(1, 1);
  const places = Array.from({ length: 400 }, () => sharpPlace(circuit, 'forward', random));
  // The chicane begins at 628.5 m; evenly spread places would be here for 12 of 737 m.
  const before = places.filter((s_m) => s_m > 613.5 && s_m < 625.5);
  expect(before.length / places.length).toBeGreaterThan(5 * (12 / circuit.length_m));
});

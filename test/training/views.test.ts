import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { preprocessor } from '../../src/drive/tensor/preprocess';
import { RandomSource } from '../../src/support/random';
import type { Frame } from '../../src/types';
import { CameraRenderer } from '../../src/world/simulator/camera/renderer';
import { poseAt } from '../../src/world/simulator/course-pose';
import { circuitOf, posesOfRun, type RunPlan } from '../../training/frame-poses';
import { ImageStore, layOutImages } from '../../training/frame-store';
import { PoseCamera } from '../../training/pose-camera';
import { rowsOf, storedContract, VIEWS, viewsNamed } from '../../training/views';

const PLAN: RunPlan = { seed: 3, sequence: 8, circuits: ['simple_circuit'], visited: null };

describe('views of one rendering', () => {
  test('are what the node makes of the whole picture, though only the rows that any view needs are drawn', async () => {
    const circuit = await loadCircuit('simple_circuit');
    const pose = poseAt(circuit, 'forward', 40, 0.2, -0.1);
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-views-'));
    const views = viewsNamed('pilotnet,slim,lstm');
    layOutImages(folder, views, 2);
    const store = new ImageStore(folder, views);
    store.add(1, new PoseCamera(circuit, 9, rowsOf(views.values())).view(pose));
    store.close();

    const renderer = new CameraRenderer(circuit, 9);
    const data = new Uint8Array(renderer.byteLength);
    renderer.render(pose, data);
    const whole: Frame = {
      width: 640,
      height: 480,
      step: 1920,
      encoding: 'rgb8',
      data,
      sequence: 1,
      stamp: null,
      arrival_ms: 0,
    };
    for (const [name, view] of views) {
      const bytes = view.height * view.width * 3;
      const file = readFileSync(path.join(folder, `frames-${name}.bin`));
      expect(file.length).toBe(2 * bytes);
      const tensor = new Uint8Array(bytes);
      preprocessor(storedContract(view))(whole, tensor);
      expect(file.subarray(bytes).equals(tensor)).toBe(true);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('render the rows of all crops and no others', () => {
    expect(rowsOf([VIEWS.slim!, VIEWS.pilotnet!])).toEqual({ top: 234, bottom: 480 });
    expect(rowsOf([VIEWS.slim!])).toEqual({ top: 234, bottom: 282 });
  });

  test('of an unknown name are refused with those there are', () => {
    expect(() => viewsNamed('pilotnet,wide')).toThrow(
      "--views: 'wide' is none of pilotnet, slim, mounts, lstm",
    );
  });
});

describe('runs of consecutive frames', () => {
  test('are 50 ms apart at 6.5 to 13 m/s and stay between the walls', async () => {
    const circuits = new Map([['simple_circuit', await loadCircuit('simple_circuit')]]);
    for (const first of [0, 8, 16, 24]) {
      const run = posesOfRun(PLAN, first, circuits);
      expect(run).toHaveLength(8);
      for (const [i, { pose }] of run.entries()) {
        expect(Math.abs(pose.lateral_m)).toBeLessThan(1.2);
        if (i === 0) continue;
        const before = run[i - 1]!.pose;
        const step_m = Math.hypot(pose.x_m - before.x_m, pose.y_m - before.y_m);
        expect(step_m).toBeGreaterThan(0.05 * 6.5 * 0.95);
        expect(step_m).toBeLessThan(0.05 * 13 * 1.01);
      }
    }
  });

  test('of visited poses keep them in their order', async () => {
    const circuits = new Map([['simple_circuit', await loadCircuit('simple_circuit')]]);
    const random = new RandomSource(1, 1);
    const visited = Array.from({ length: 4 }, () => ({
      circuit: 'simple_circuit',
      direction: 'reverse' as const,
      x_m: 53 + random.uniform(-0.5, 0.5),
      y_m: -10 - random.uniform(0, 5),
      yaw_rad: 1.57,
    }));
    const plan = { ...PLAN, sequence: 2, visited };
    expect(circuitOf(plan, 2)).toBe('simple_circuit');
    const run = posesOfRun(plan, 2, circuits);
    expect(run.map(({ pose }) => pose.x_m)).toEqual(visited.slice(2).map(({ x_m }) => x_m));
    expect(run.every(({ direction }) => direction === 'reverse')).toBe(true);
  });

  test('on a circuit that was not asked for are refused', () => {
    expect(() => posesOfRun(PLAN, 0, new Map())).toThrow(/'simple_circuit'.*--circuits/);
  });
});

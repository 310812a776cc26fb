import { readBrain } from '../../../src/config/brain-file';
import { openBrain } from '../../../src/drive/brains/open-brain';
import { openBesideDriving } from '../../../src/drive/brains/responsive-brain';
import { WorkerBrain } from '../../../src/drive/brains/worker-brain';
import type { Brain, Frame } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';
import { arc, drawRoad } from './line-follower/drawn-road';

/** A network of two frames, which were 10 ms apart in training; v is the red of the older one. */
function stackedBrain(): string {
  return writeTinyModel({
    model: { inputShape: [1, 6, 66, 200], weights: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
    card: ({ contract }) => {
      const plain = { scale: 1, offset: 0 };
      Object.assign(contract.input, { shape: [1, 6, 66, 200], frames: 2, interval_ms: 10, scale: 1 });
      Object.assign(contract.output, { v: { index: 0, ...plain }, w: { index: 1, ...plain } });
    },
  }).brainFile;
}

describe('a brain that is too slow for the main thread', () => {
  const opened: Brain[] = [];
  const { open } = WorkerBrain;

  beforeEach(() => {
    jest.spyOn(WorkerBrain, 'open').mockImplementation(async (start) => {
      const brain = await open(start);
      opened.push(brain);
      return Object.defineProperty(brain, 'opening_ms', { value: 1000 });
    });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(opened.splice(0).map((brain) => brain.close()));
  });

  test.each([
    ['off', 10],
    ['auto', 20],
  ] as const)('drives with the compensation that was chosen: %s', async (compensation, v_mps) => {
    const brain = await openBesideDriving({ ...readBrain(stackedBrain()), compensation });
    const at = (nsec: number, red: number): Frame => ({
      ...plainFrame([red, 0, 0]),
      stamp: { sec: 5, nsec },
    });
    await brain.decide(at(0, 10));
    expect((await brain.decide(at(5e7, 20))).v_mps).toBeCloseTo(v_mps, 3);
  });

  test('drives with the camera that was chosen', async () => {
    const file = readBrain('line_follower');
    const configuration = { ...file, camera: { ...file.camera, height_m: 0.6 } };
    const [there, here, otherwise] = await Promise.all([
      openBesideDriving(configuration),
      openBrain(configuration),
      openBrain(file),
    ]);
    opened.push(here, otherwise);
    const frame = drawRoad({ distance_m: arc(0.3, 0.05, 0.02) });
    const [wanted, without] = [await here.decide(frame), await otherwise.decide(frame)];
    expect(await there.decide(frame)).toMatchObject({ v_mps: wanted.v_mps, w_radps: wanted.w_radps });
    expect(without.w_radps).not.toBeCloseTo(wanted.w_radps, 2);
  });
});

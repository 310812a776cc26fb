import { readBrain } from '../../../src/config/brain-file';
import { LineFollower } from '../../../src/drive/brains/line-follower';
import { openPatientBrain, openResponsiveBrain } from '../../../src/drive/brains/responsive-brain';
import { WorkerBrain } from '../../../src/drive/brains/worker-brain';

let mockStep_ms = 0;
jest.mock('../../../src/drive/brains/typical-step', () => ({ typicalStep: () => mockStep_ms }));

describe('a brain before a world that waits for it', () => {
  const apart = { name: 'in its own thread' } as WorkerBrain;
  beforeEach(() => jest.spyOn(WorkerBrain, 'open').mockResolvedValue(apart));
  afterEach(() => jest.restoreAllMocks());

  test.each([
    [3, true, true],
    [20, true, false],
    [80, false, false],
  ])('with a step of %d ms: in this thread %s, otherwise %s', async (step_ms, patient, responsive) => {
    mockStep_ms = step_ms;
    const file = readBrain('line_follower');
    expect((await openPatientBrain(file)) instanceof LineFollower).toBe(patient);
    expect((await openResponsiveBrain(file)) instanceof LineFollower).toBe(responsive);
  });
});

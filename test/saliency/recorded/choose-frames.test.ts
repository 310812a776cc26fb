import { chooseFrames, type FrameChoice, remarkOnChoice } from '../../../src/saliency/recorded/choose-frames';
import type { SurveyedDrive } from '../../../src/saliency/recorded/survey-drive';

/** Ten images a second. */
function driveWith(deviations_m: readonly (number | null)[]): SurveyedDrive {
  const frames = deviations_m.map((deviation_m, index) => ({
    index,
    time_s: index / 10,
    deviation_m,
    driven: null,
  }));
  return { file: 'drive.bag', frames } as unknown as SurveyedDrive;
}

const choose = (drive: SurveyedDrive, choice: Partial<FrameChoice>) =>
  chooseFrames(drive, { indices: [], times_s: [], worst: null, ...choice }).map(({ index }) => index);

/** Worst at 30, but for what is within two seconds of it at 0 and 60; equal elsewhere. */
const BUMPS = Array.from({ length: 61 }, (_, i) =>
  i === 30 ? -0.9 : i === 0 ? 0.8 : i > 30 ? 0.5 + i / 1000 : 0.1,
);

describe('the frames to explain', () => {
  it('are a hundred at most, whatever names them', () => {
    const drive = driveWith(Array.from({ length: 150 }, () => 0.1));
    const indices = Array.from({ length: 100 }, (_, i) => i);
    expect(choose(drive, { indices, times_s: [0.5] })).toHaveLength(100);
    expect(() => choose(drive, { indices, times_s: [12] })).toThrow(
      'drive.bag: 101 images are too many for one film strip; choose 100 at most',
    );
  });

  it('are those farthest from the line, on either side, two seconds apart, in their order', () => {
    expect(choose(driveWith(BUMPS), { worst: 3 })).toEqual([0, 30, 60]);
    expect(choose(driveWith(BUMPS), { worst: 1 })).toEqual([30]);
    // No more than fit.
    expect(choose(driveWith(BUMPS), { worst: 9 })).toEqual([0, 30, 60]);
  });

  it('are the named ones, each once, with the worst where both are asked for', () => {
    expect(choose(driveWith(BUMPS), { indices: [7, 3, 7], times_s: [0.31, 6] })).toEqual([3, 7, 60]);
    expect(choose(driveWith(BUMPS), { indices: [7], worst: 1 })).toEqual([7, 30]);
  });

  it('are spread evenly without a line, unless the worst are asked for', () => {
    const unknown = driveWith(new Array(60).fill(null));
    expect(choose(unknown, {})).toEqual([5, 15, 25, 35, 45, 55]);
    expect(choose(driveWith([null, null]), {})).toEqual([0, 1]);
    const open = { indices: [], times_s: [], worst: null };
    expect(remarkOnChoice(unknown, open)).toMatch(
      /^drive\.bag does not tell .*: frames spread evenly; --circuit/,
    );
    expect(remarkOnChoice(unknown, { ...open, indices: [3] })).toBeNull();
    expect(remarkOnChoice(driveWith(BUMPS), open)).toBeNull();
    expect(() => choose(unknown, { worst: 2 })).toThrow(
      '--worst: drive.bag does not tell how far the car was from the line; name its circuit with --circuit',
    );
  });
});

import { FrameCheck } from '../../../src/world/ros/frame-check';
import { plainFrame } from '../../helpers/frames';

const OLD = 'its stamp is more than a second of simulated time behind the clock';
const REPEATED = 'the camera repeats a frame: same stamp, same pixels';

/** A frame of one colour, stamped in simulated seconds. */
const frame = (stamp_s: number | null, colour = 10) => ({
  ...plainFrame([colour, 0, 0], { width: 64, height: 48 }),
  stamp: stamp_s === null ? null : { sec: Math.floor(stamp_s), nsec: Math.round((stamp_s % 1) * 1e9) },
});

describe('the check of frames', () => {
  it.each([5, 19, 59, 600])('refuses the image that Gazebo rendered %d s ago', (age_s) => {
    const check = new FrameCheck();
    expect(check.refusal(frame(1000 - age_s), 1000, 1)).toBe(OLD);
    expect(check.refusal(frame(999.95), 1000, 1)).toBeNull();
  });

  it('takes what is as late as a busy simulator sends it', () => {
    expect(new FrameCheck().refusal(frame(999.1), 1000, 1)).toBeNull();
  });

  it('allows a fast simulator the same time on the wall', () => {
    expect(new FrameCheck().refusal(frame(996), 1000, 5)).toBeNull();
    expect(new FrameCheck().refusal(frame(994), 1000, 5)).toBe(OLD);
    expect(new FrameCheck().refusal(frame(998.5), 1000, 0.1)).toBe(OLD);
  });

  it.each([
    ['without a clock', frame(3), null],
    ['without a stamp', frame(null), 1000],
    ['whose clock has stopped', frame(1020), 1000],
    ['stamped in wall time', frame(1_790_000_000), 1000],
    ['in wall time altogether', frame(1_790_000_000), 1_790_000_030],
  ])('takes a frame %s', (_, given, clock_s) => {
    expect(new FrameCheck().refusal(given, clock_s, null)).toBeNull();
  });

  it('takes the frames of a camera with a clock of its own', () => {
    const check = new FrameCheck();
    const refusals = Array.from({ length: 20 }, (_, i) => check.refusal(frame(100 + i / 20), 5000, 1));
    expect(refusals.slice(0, 10)).toEqual(Array(10).fill(OLD));
    expect(refusals.slice(10)).toEqual(Array(10).fill(null));
  });

  it('refuses a frame that comes again, however often', () => {
    const check = new FrameCheck();
    expect(check.refusal(frame(7), 7, 1)).toBeNull();
    expect(check.refusal(frame(7), 7.05, 1)).toBe(REPEATED);
    expect(check.refusal(frame(7), 7.1, 1)).toBe(REPEATED);
    expect(check.refusal(frame(7.15), 7.15, 1)).toBeNull();
  });

  it('takes other pixels under an old stamp, and the same pixels under a new one or none', () => {
    const check = new FrameCheck();
    expect(check.refusal(frame(7, 10), 7, 1)).toBeNull();
    expect(check.refusal(frame(7, 11), 7, 1)).toBeNull();
    expect(check.refusal(frame(7.05, 11), 7.05, 1)).toBeNull();
    expect(check.refusal(frame(null, 11), 7.1, 1)).toBeNull();
    expect(check.refusal(frame(null, 11), 7.15, 1)).toBeNull();
  });
});

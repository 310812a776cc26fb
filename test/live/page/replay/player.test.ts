import {
  AT_START,
  lastAt,
  playOn,
  seek,
  stepBy,
  toggle,
} from '../../../../src/live/page/model/replay/player';

const FRAMES_s = [0, 0.05, 0.1, 0.2];
const at = (time_s: number) => ({ ...AT_START, time_s });

describe('the player', () => {
  it('plays at its speed, and stops at the end', () => {
    const playing = { ...at(1), isPlaying: true, speed: 2 };
    expect(playOn(playing, 0.1, 10)).toMatchObject({ time_s: 1.2, isPlaying: true });
    // A tab that nobody saw for a minute.
    expect(playOn(playing, 60, 10).time_s).toBe(1.5);
    expect(playOn({ ...playing, time_s: 9.9 }, 0.1, 10)).toMatchObject({ time_s: 10, isPlaying: false });
    expect(playOn(at(1), 0.1, 10)).toEqual(at(1));
  });

  it('begins again from the end', () => {
    expect(toggle(at(10), 10)).toMatchObject({ time_s: 0, isPlaying: true });
    expect(toggle({ ...at(4), isPlaying: true }, 10)).toMatchObject({ time_s: 4, isPlaying: false });
  });

  it('goes nowhere beyond the recording', () => {
    expect(seek(at(1), -3, 10).time_s).toBe(0);
    expect(seek({ ...at(1), isPlaying: true }, 99, 10)).toMatchObject({ time_s: 10, isPlaying: true });
  });

  it('steps from frame to frame, and pauses', () => {
    const step = (time_s: number, count: number) => stepBy(at(time_s), FRAMES_s, count).time_s;
    expect([step(0, 1), step(0.05, 1), step(0.07, 1), step(0.2, 1)]).toEqual([0.05, 0.1, 0.1, 0.2]);
    // Between two frames the last one is the one before.
    expect([step(0.1, -1), step(0.12, -1), step(0, -1)]).toEqual([0.05, 0.1, 0]);
    // A time that was rounded for the page is that of its frame.
    expect(step(0.0999, 1)).toBe(0.2);
    expect(stepBy({ ...at(0), isPlaying: true }, FRAMES_s, 1).isPlaying).toBe(false);
    expect(stepBy(at(3), [], 1)).toEqual(at(3));
  });

  it('finds the frame of a time', () => {
    expect([-1, 0, 0.049, 0.05, 9].map((time_s) => lastAt(FRAMES_s, time_s))).toEqual([-1, 0, 0, 1, 3]);
  });
});

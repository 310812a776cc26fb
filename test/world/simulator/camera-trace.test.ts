import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../../src/errors';
import { parseCameraTrace, readCameraTrace } from '../../../src/world/simulator/camera-trace';

const HEADER = 'sequence,stamp_s,age_s,arrival_wall_ms';

function parsed(rows: readonly string[], header = HEADER) {
  return parseCameraTrace([header, ...rows, ''].join('\n'), 'times.csv');
}

describe('Measured camera times', () => {
  it('are captures from the first on, with the age on arrival', () => {
    expect(parsed(['7,3.1,0.05,0', '8,3.15,0.062,50', '9,3.25,0.04,170'])).toEqual({
      file: 'times.csv',
      frames: [
        { capture_ms: 0, delay_ms: 50 },
        { capture_ms: 50, delay_ms: 62 },
        { capture_ms: 150, delay_ms: 40 },
      ],
      duration_ms: 250,
    });
  });

  it('need stamp and age only, in any order', () => {
    expect(parsed(['0.02,0', '0.03,0.05'], 'age_s,stamp_s').frames).toEqual([
      { capture_ms: 0, delay_ms: 20 },
      { capture_ms: 50, delay_ms: 30 },
    ]);
  });

  it('leave out the start of the world', () => {
    const rows = ['1,0,18.8,0', '2,18.8,0.02,15', '3,18.85,0.03,60', '4,18.9,0.02,110'];
    expect(parsed(rows).frames.map(({ capture_ms }) => capture_ms)).toEqual([0, 50, 100]);
  });

  it('keep a long gap of the drive', () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i},${i / 20},0.01,${50 * i}`);
    expect(parsed([...rows, '12,7,0.01,7000']).duration_ms).toBe(7050);
  });

  it('let a burst whose reader had no newer clock arrive with its last frame', () => {
    const rows = ['1,0,0.05,0', '2,0.1,-0.02,800', '3,0.2,-0.12,800.4', '4,0.3,-0.22,801', '5,0.4,0.05,850'];
    expect(parsed(rows).frames.map(({ delay_ms }) => delay_ms)).toEqual([50, 200, 100, 0, 50]);
  });

  it.each<[string, string[], RegExp]>([
    ['sequence,stamp,age_s', ['1,0,0'], /^times\.csv: has no column stamp_s.*did you mean 'stamp'/],
    ['stamp_s,age_s', [], /^times\.csv: holds no frame after the start; at least two rows/],
    ['stamp_s,age_s', ['0,0.1'], /holds one frame after the start/],
    ['stamp_s,age_s', ['0,0.1', '0.1,'], /^times\.csv, line 3, column age_s: .* is not a number/],
    ['stamp_s,age_s', ['0,0.1', 'x,0.1'], /^times\.csv, line 3, column stamp_s: .*x.* is not a number/],
    ['stamp_s,age_s', ['0,0.1', '0.1,1e9'], /^times\.csv, line 3, column age_s: 1e9 is out of range/],
    ['stamp_s,age_s', ['0,0.1', '2,0.1', '1,0.1'], /line 4, column stamp_s: 1 is not after the 2 of the row/],
    [HEADER, ['1,0,0.1,90', '2,1,0.1,80'], /line 3, column arrival_wall_ms: 80 is before the 90/],
  ])('are refused in one line: %s %j', (header, rows, message) => {
    const read = () => parsed(rows, header);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]*$/);
  });

  it('are refused where there is no file', () => {
    expect(() => readCameraTrace('nowhere.csv')).toThrow(
      'nowhere.csv: the camera times cannot be read: there is no such file',
    );
  });
});

const TIMES = path.join(__dirname, '../../../../shared/gazebo/timing');
const withShared = existsSync(TIMES) ? describe : describe.skip;

withShared('Camera times of real runs', () => {
  it('are read', () => {
    const names = readdirSync(TIMES);
    expect(names).toContain('montreal-network-fails.csv');
    for (const name of names) {
      const { frames, duration_ms } = readCameraTrace(path.join(TIMES, name));
      expect(frames.length).toBeGreaterThan(700);
      expect(duration_ms).toBeGreaterThan(30_000);
      expect(Math.max(...frames.map(({ delay_ms }) => delay_ms))).toBeLessThan(600);
    }
  });
});

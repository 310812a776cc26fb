import { findCounterpart, findGap_s } from '../../../../src/live/page/model/replay/alignment';
import { Curve } from '../../../../src/live/page/model/replay/curve';
import { RecordedDrive } from '../../../../src/live/page/model/replay/drive';
import { ReplayCharts } from '../../../../src/live/page/model/replay/replay-charts';
import type { ReplayMessage, SharedRecording } from '../../../../src/live/replay-messages';

/** A car that drives so far each second, from a place on; a pose and a command each second. */
function driveOf(from_m: number, v_mps: number, seconds: number): SharedRecording {
  const time_s = Array.from({ length: seconds + 1 }, (_, i) => i);
  const each = <T>(value: (i: number) => T) => time_s.map(value);
  return {
    name: 'drive.bag',
    duration_s: seconds,
    circuit: { length_m: 20 },
    poses: {
      time_s,
      x_m: each((i) => from_m + v_mps * i),
      y_m: each(() => 0),
      yaw_rad: each(() => 0),
      v_mps: each(() => v_mps),
      w_radps: each(() => 0),
      deviation_m: each((i) => (i === 2 ? -0.3 : 0.1)),
      distance_m: each((i) => from_m + v_mps * i),
    },
    commands: {
      time_s,
      v_mps: each((i) => 10 * v_mps + i),
      w_radps: each(() => 0),
      step_ms: each(() => null),
      latency_ms: each(() => null),
    },
    images_s: each((i) => i),
    laps: [],
    missing: [],
  } as unknown as SharedRecording;
}

describe('a recorded drive', () => {
  it('is where it was at a time, with the path that led there, also after going back', () => {
    const drive = new RecordedDrive(driveOf(15, 2, 5));
    drive.moveTo(3.5);
    expect(drive.car).toEqual({ x_m: 21, y_m: 0, yaw_rad: 0 });
    expect([drive.image, drive.path.points.length]).toEqual([3, 4]);
    drive.moveTo(1);
    expect([drive.image, drive.path.points.length]).toEqual([1, 2]);
    drive.moveTo(5);
    expect(drive.path.points.map(({ x_m }) => x_m)).toEqual([15, 17, 19, 21, 23, 25]);
    expect(drive.largest_m).toBe(0.3);
    expect(drive.distanceAt(2.25)).toBe(19.5);
    expect([drive.lapAt(2), drive.lapAt(3)]).toEqual([1, 2]);
  });

  it('is nowhere before its first pose', () => {
    const drive = new RecordedDrive(driveOf(0, 1, 3));
    drive.moveTo(-1);
    expect([drive.car, drive.image, drive.distanceAt(-1), drive.lapAt(-1)]).toEqual([null, null, null, null]);
  });
});

describe('the counterpart of a moment', () => {
  const first = new RecordedDrive(driveOf(10, 2, 5));

  it('is when the other was at the same distance', () => {
    const slower = new RecordedDrive(driveOf(9, 1, 8));
    expect(findCounterpart(first, slower, 'distance', 0)).toEqual({ time_s: 1, note: null });
    expect(findCounterpart(first, slower, 'distance', 2.25)).toEqual({ time_s: 5.5, note: null });
    const beyond = findCounterpart(first, slower, 'distance', 4.5);
    expect(beyond).toEqual({ time_s: 8, note: 'This car never came so far.' });
  });

  it('is its beginning as long as the other began farther along', () => {
    const ahead = new RecordedDrive(driveOf(14, 1, 8));
    expect(findCounterpart(first, ahead, 'distance', 1)).toEqual({
      time_s: 0,
      note: 'This car began farther along the track.',
    });
    // Cars begin some centimetres from each other.
    const beside = new RecordedDrive(driveOf(10.4, 1, 8));
    expect(findCounterpart(first, beside, 'distance', 0)).toEqual({ time_s: 0, note: null });
  });

  it('is the same time where they share no circuit', () => {
    const other = new RecordedDrive(driveOf(0, 1, 3));
    expect(findCounterpart(first, other, 'time', 2.5)).toEqual({ time_s: 2.5, note: null });
    expect(findCounterpart(first, other, 'time', 4)).toEqual({ time_s: 3, note: 'This recording is over.' });
  });
});

test('the gap is how much longer the second took from where both had begun', () => {
  const first = new RecordedDrive(driveOf(10, 2, 5));
  const slower = new RecordedDrive(driveOf(9, 1, 8));
  slower.moveTo(5);
  // 4 m after the start: 2 s against 4.
  expect(findGap_s(first, slower)).toBe(2);
  slower.moveTo(0.5);
  expect(findGap_s(first, slower)).toBeNull();
  first.moveTo(5);
  expect(findGap_s(slower, first)).toBeNull();
  first.moveTo(2);
  expect(findGap_s(slower, first)).toBe(-2);
});

describe('the charts of a replay', () => {
  const alone: ReplayMessage = {
    type: 'replay',
    recordings: [driveOf(0, 1, 4)],
    alignment: 'time',
    models: [{ name: 'net', v_mps: [1, 2, null, 4, 5], w_radps: [0, 0, 0, 0, 0] }],
    compared: [],
    lost: [],
  };

  it('have what was driven and what models answer; those without a value are left out', () => {
    const charts = new ReplayCharts(alone, [new RecordedDrive(alone.recordings[0]!)]);
    expect(charts.specs.map(({ name }) => name)).toEqual(['v', 'w', 'deviation']);
    expect(charts.specs[0]!.curves.map(({ label }) => label)).toEqual(['car', 'driven', 'net']);
    const model = charts.curves.get('model v 0')!;
    expect([model.valueAt(1.4), model.valueAt(2.4), model.valueAt(3)]).toEqual([2, null, 4]);
  });

  it('draw the second recording at the times of the first', () => {
    const recordings = [driveOf(0, 2, 4), driveOf(-2, 1, 8)];
    const drives = recordings.map((recording) => new RecordedDrive(recording));
    const charts = new ReplayCharts({ ...alone, recordings, alignment: 'distance', models: [] }, drives);
    expect(charts.specs[0]!.curves.map(({ label }) => label)).toEqual(['A command', 'B command']);
    // B was 3 m along the track after 5 s, A after 1.5.
    expect(charts.curves.get('v 1')!.valueAt(1.5)).toBe(15);
    expect(charts.points('v 1', 0, 500)).toEqual({ at_ms: [0, 500, 1000], values: [12, 13, 14] });
  });

  it('draw the car of a recording without commands', () => {
    const silent = {
      ...driveOf(0, 3, 4),
      commands: { ...driveOf(0, 3, 4).commands, time_s: [], v_mps: [], w_radps: [] },
    };
    const recordings = [driveOf(0, 2, 4), silent];
    const drives = recordings.map((recording) => new RecordedDrive(recording));
    const charts = new ReplayCharts({ ...alone, recordings, models: [] }, drives);
    expect(charts.specs[0]!.curves.map(({ label }) => label)).toEqual(['A command', 'B car']);
    expect(charts.curves.get('car v 1')!.valueAt(2)).toBe(3);
  });

  it('show the time in their middle, as far as the recording reaches', () => {
    const long = { ...driveOf(0, 1, 100) };
    const charts = new ReplayCharts({ ...alone, recordings: [long], models: [] }, [new RecordedDrive(long)]);
    const windowAt = (time_s: number) => {
      charts.moveTo(time_s);
      return charts.windowOf(10_000);
    };
    expect(windowAt(2)).toEqual({ from_ms: 0, cursor_ms: 2000 });
    expect(windowAt(50)).toEqual({ from_ms: 45_000, cursor_ms: 50_000 });
    expect(windowAt(99)).toEqual({ from_ms: 90_000, cursor_ms: 99_000 });
  });
});

test('a value of long before is none of now', () => {
  const curve = new Curve([0, 5], [1, 2]);
  expect([curve.valueAt(-1), curve.valueAt(0.5), curve.valueAt(3), curve.valueAt(5)]).toEqual([
    null,
    1,
    null,
    2,
  ]);
});

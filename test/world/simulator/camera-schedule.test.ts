import { CameraSchedule } from '../../../src/world/simulator/camera-schedule';
import { type CameraTiming, DEFAULT_CAMERA_TIMING } from '../../../src/world/simulator/camera-timing';

interface Shot {
  readonly capture_ms: number;
  readonly arrival_ms: number | null;
}

function shots(timing: Partial<CameraTiming>, count: number, seed = 1): Shot[] {
  const schedule = new CameraSchedule({ ...DEFAULT_CAMERA_TIMING, ...timing }, seed);
  return take(schedule, count);
}

function take(schedule: CameraSchedule, count: number): Shot[] {
  return Array.from({ length: count }, () => {
    const capture_ms = Math.ceil(schedule.nextCapture_ms);
    return { capture_ms, arrival_ms: schedule.capture(capture_ms) };
  });
}

function intervals(taken: readonly Shot[]): number[] {
  return taken.slice(1).map(({ capture_ms }, i) => capture_ms - taken[i]!.capture_ms);
}

function ages(taken: readonly Shot[]): number[] {
  return taken.flatMap(({ capture_ms, arrival_ms }) =>
    arrival_ms === null ? [] : [arrival_ms - capture_ms],
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('The camera schedule', () => {
  it('captures every 50 ms, and frames arrive at once', () => {
    expect(take(new CameraSchedule(), 4)).toEqual(
      [0, 50, 100, 150].map((time_ms) => ({ capture_ms: time_ms, arrival_ms: time_ms })),
    );
  });

  it('keeps the rate where the period is no whole number of steps', () => {
    expect(shots({ rate_hz: 30 }, 301).at(-1)!.capture_ms).toBe(10_000);
  });

  it('lets frames arrive so late that their commands have the latency asked for', () => {
    expect(ages(shots({ latency_ms: 100 }, 5))).toEqual([95, 95, 95, 95, 95]);
    expect(ages(shots({ latency_ms: 0 }, 2))).toEqual([0, 0]);
  });

  it('varies intervals and latency by the jitter, each way', () => {
    const taken = shots({ rate_hz: 10, latency_ms: 100, jitter_ms: 50 }, 3000);
    const between = intervals(taken);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(49);
    expect(Math.max(...between)).toBeLessThanOrEqual(151);
    expect(mean(between)).toBeCloseTo(100, -1);
    expect(Math.max(...between) - Math.min(...between)).toBeGreaterThan(98);
    const late = ages(taken);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(45);
    expect(Math.max(...late)).toBeLessThanOrEqual(145);
    expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(95);
    expect(Math.abs(mean(late) - 95)).toBeLessThan(2);
  });

  it('never lets a frame overtake another, or arrive before its capture', () => {
    const taken = shots({ rate_hz: 20, latency_ms: 20, jitter_ms: 50 }, 1000);
    const arrivals = taken.map(({ arrival_ms }) => arrival_ms!);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
    expect(Math.min(...ages(taken))).toBe(0);
  });

  it('loses its share of the frames', () => {
    const lost = shots({ frameDrop: 0.1 }, 5000).filter(({ arrival_ms }) => arrival_ms === null);
    expect(lost.length / 5000).toBeCloseTo(0.1, 1);
    expect(ages(shots({ frameDrop: 1 }, 100))).toEqual([]);
  });

  it('draws the same times for a seed, others for another, and independently of the lost frames', () => {
    const uneven = { jitter_ms: 40, latency_ms: 90 };
    expect(shots(uneven, 50)).toEqual(shots(uneven, 50));
    expect(shots(uneven, 50, 2)).not.toEqual(shots(uneven, 50));
    const captures = (taken: readonly Shot[]) => taken.map(({ capture_ms }) => capture_ms);
    expect(captures(shots({ ...uneven, frameDrop: 0.5 }, 50))).toEqual(captures(shots(uneven, 50)));
  });

  it('hands the frames of a stall over at its end', () => {
    const stalls = [
      { at_s: 0.1, duration_s: 0.35 },
      { at_s: 0.4, duration_s: 0.1 },
    ];
    expect(shots({ stalls }, 13).map(({ arrival_ms }) => arrival_ms)).toEqual([
      0, 50, 500, 500, 500, 500, 500, 500, 500, 500, 500, 550, 600,
    ]);
  });

  it('replays measured times, and begins again after the last', () => {
    const frames = [
      { capture_ms: 0, delay_ms: 20 },
      { capture_ms: 80, delay_ms: 150 },
      { capture_ms: 170, delay_ms: 10 },
    ];
    const trace = { file: 'times.csv', frames, duration_ms: 260 };
    expect(shots({ trace }, 5)).toEqual([
      { capture_ms: 0, arrival_ms: 20 },
      { capture_ms: 80, arrival_ms: 230 },
      { capture_ms: 170, arrival_ms: 230 },
      { capture_ms: 260, arrival_ms: 280 },
      { capture_ms: 340, arrival_ms: 490 },
    ]);
  });

  it('begins again with the same times', () => {
    const schedule = new CameraSchedule({ ...DEFAULT_CAMERA_TIMING, jitter_ms: 30, frameDrop: 0.2 }, 5);
    const first = take(schedule, 20);
    schedule.restart();
    expect(take(schedule, 20)).toEqual(first);
  });
});

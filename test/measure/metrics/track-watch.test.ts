import { loadCircuit } from '../../../src/circuit/load';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { wallsOf } from '../../../src/measure/metrics/line';
import { Simulation } from '../../../src/world/simulator/simulation';
import { circle, poseAt } from './circle';

const line = circle(400);
const walls = { left_m: 1.5, right_m: 2 };

/** Along the circle at 10 m/s, 20 poses a second, heading along it. */
function drive(lateral_m: (time_s: number) => number, seconds: number, endless = true) {
  const metrics = new LapMetrics(line, 'forward', Number.POSITIVE_INFINITY, { walls, endless });
  for (let i = 0; i <= seconds * 20; i++) {
    metrics.pose(poseAt(line, i / 2, i / 20, { lateral_m: lateral_m(i / 20) }));
  }
  return metrics;
}

describe('A run that continues after leaving the track', () => {
  const metrics = drive((time_s) => (time_s % 10 > 5 && time_s % 10 < 6 ? -2.2 : 0.1), 40);
  const result = metrics.compute();

  it('counts each time and locates the first ones', () => {
    expect(result.off_track_events).toBe(4);
    expect(result.off_track_first.map(({ side }) => side)).toEqual(['right', 'right', 'right', 'right']);
    expect(result.off_track_first[1]!.simulated_s).toBeCloseTo(15.05, 6);
    expect(result.off_track_first[1]!.s_m).toBeCloseTo(150.5, 6);
  });

  it('crashed the first time, and its deviation ends there', () => {
    expect(result.ended_because).toBeNull();
    expect(result.crash).toMatchObject({ kind: 'left_track', simulated_s: 5.05 });
    expect(result.position_deviation_mean_m).toBeNull();
    expect(result.position_deviation_until_crash_mean_m).toBeCloseTo(0.1, 6);
    expect(result.position_deviation_until_crash_max_m).toBeCloseTo(0.1, 6);
  });
});

describe('A wall', () => {
  it('is touched by the side of the outline, 0.18 m from its centre, within 3 cm', () => {
    expect(drive((time_s) => (time_s > 5 ? 1.28 : 0), 10).compute().wall_contact_events).toBe(0);
    expect(drive((time_s) => (time_s > 5 ? 1.3 : 0), 10).compute().wall_contact_events).toBe(1);
  });

  it('is touched by the nose of a car across the track, 0.495 m from its centre', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { walls, endless: true });
    for (let i = 0; i < 50; i++) {
      const pose = poseAt(line, 10, i / 20, { lateral_m: i / 40, v_mps: 0.5 });
      metrics.pose({ ...pose, yaw_rad: pose.yaw_rad + Math.PI / 2 });
    }
    expect(metrics.compute().wall_contact_first[0]).toMatchObject({ simulated_s: 2, side: 'left' });
  });

  it('along which the car scrapes is one contact', () => {
    const grazing = drive((time_s) => 1.31 + 0.03 * Math.sin(7 * time_s), 10);
    expect(grazing.compute()).toMatchObject({ wall_contact_events: 1, crash: null });
  });

  it('at which the car gets stuck is a crash even before the run ends', () => {
    const metrics = drive((time_s) => (time_s > 5 ? 1.35 : 0), 5.05, false);
    const stuck = (i: number) => poseAt(line, 51, 5.1 + i / 20, { lateral_m: 1.35, v_mps: 0 });
    for (let i = 0; i < 30; i++) metrics.pose(stuck(i));
    expect(metrics.compute().crash).toBeNull();
    for (let i = 30; i < 60; i++) metrics.pose(stuck(i));
    expect(metrics.compute()).toMatchObject({
      ended_because: null,
      crash: { kind: 'hit_wall', side: 'left' },
    });
    for (let i = 60; i < 300; i++) metrics.pose(stuck(i));
    expect(metrics.compute()).toMatchObject({ ended_because: 'no_progress', crash: { kind: 'hit_wall' } });
  });

  it('at which the car gets stuck is as far as the run came, even if the car rolls back', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { walls });
    for (let i = 0; i <= 101; i++) {
      metrics.pose(poseAt(line, i / 2, i / 20, { lateral_m: i > 99 ? 1.35 : 0 }));
    }
    for (let i = 1; i < 400; i++) {
      metrics.pose(poseAt(line, 50.5 - Math.min(i / 20, 8), 5.05 + i / 20, { lateral_m: 1, v_mps: -1 }));
    }
    const result = metrics.compute();
    expect(result).toMatchObject({ ended_because: 'no_progress', crash: { kind: 'hit_wall' } });
    expect(result.percentage_completed).toBeCloseTo((100 * result.crash!.s_m) / 400, 6);
  });

  it('that is unknown has null contacts', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let i = 0; i < 50; i++) metrics.pose(poseAt(line, i / 2, i / 20, { lateral_m: 1.45 }));
    expect(metrics.compute()).toMatchObject({ wall_contact_events: null, off_track_events: 0 });
  });
});

test('the contacts computed from poses are those that the built-in world detects', async () => {
  const circuit = await loadCircuit('simple_circuit');
  const simulation = new Simulation(circuit, 'forward');
  const metrics = new LapMetrics(circuit, 'forward', 1, { walls: wallsOf(circuit), endless: true });
  const { car } = simulation;
  const felt: number[] = [];
  for (; simulation.time_ms < 20_000; simulation.step()) {
    const time_s = simulation.time_ms / 1000;
    // Into the left wall, then into the right one, then back.
    car.command({ v_mps: 3, w_radps: time_s < 5 ? 0.1 : time_s < 10 ? -0.35 : 0.3 });
    if (car.contacts().events > felt.length) felt.push(time_s);
    if (!simulation.due().odometry) continue;
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = car;
    metrics.pose({ x_m, y_m, yaw_rad, v_mps, w_radps, sim_s: time_s, arrival_ms: simulation.time_ms });
  }
  const { wall_contact_events, wall_contact_first: first } = metrics.compute();
  expect(first.map(({ side }) => side)).toEqual(['left', 'right', 'left']);
  // The world also counts a scraping car that leaves the wall for a moment.
  expect(felt.length).toBeGreaterThanOrEqual(wall_contact_events!);
  for (const { simulated_s } of first) {
    expect(Math.min(...felt.map((time_s) => Math.abs(time_s - simulated_s!)))).toBeLessThan(0.06);
  }
});

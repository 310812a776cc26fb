import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { wallsOf } from '../../../src/measure/metrics/line';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { OdometryTime } from '../../../src/world/ros/odometry-time';
import { poseOf } from '../../../src/world/ros/pose';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag, odometryOf, rosTime } from '../../helpers/drive-bag';

const folder = new BagFolder();
let circuit: Circuit;

beforeAll(async () => {
  circuit = await loadCircuit('montmelo_line');
});

/** Where Montmeló's car starts in two distributions of its world. */
const STARTS = { older: [27.18, -31.55], newer: [93.71, 22.43] } as const;
const WALL_S = 1.7e9;

interface Clocks {
  readonly useSimTime: boolean;
  /** Added to simulated time in the stamps of odometry, s. */
  readonly stampOffset_s: number;
  readonly hasClock: boolean;
}

/** One lap and a little more at 10 m/s from a start, live and recorded by rosbag. */
async function drive(start: keyof typeof STARTS, { useSimTime, stampOffset_s, hasClock }: Clocks) {
  const [x_m, y_m] = STARTS[start];
  const from_m = circuit.project(x_m, y_m).s_m;
  const live = new LapMetrics(circuit, 'forward', 1, { walls: wallsOf(circuit) });
  const times = new OdometryTime({
    useSimTime,
    odometryTopic: '/odom',
    clockTopic: '/clock',
    warn: () => {},
  });
  const bag = new DriveBag();
  bag.recordOffset_s = useSimTime ? 0 : WALL_S;
  for (let i = 0; i * 0.5 <= circuit.length_m + 5; i++) {
    const sim_s = 30 + i * 0.05;
    const place = beside(circuit, from_m + i * 0.5, 0.1 * Math.sin(i / 9));
    const stamp_s = sim_s + stampOffset_s;
    const message = odometryOf(place, rosTime(stamp_s));
    if (hasClock) bag.clock(sim_s);
    bag.odometry(message, sim_s);
    const clock_s = hasClock ? sim_s : null;
    live.pose(poseOf(message, times.of(stamp_s, clock_s), 1000 * (WALL_S + sim_s), clock_s)!);
  }
  const measured = await measureBag(folder.write(bag.bytes()), { circuit });
  return { live: live.compute(), measured };
}

const CLOCKS: readonly (readonly [name: string, clocks: Clocks])[] = [
  ['use_sim_time false, odometry in wall time', { useSimTime: false, stampOffset_s: WALL_S, hasClock: true }],
  ['use_sim_time true', { useSimTime: true, stampOffset_s: 0, hasClock: true }],
  ['use_sim_time unset, odometry in simulated time', { useSimTime: false, stampOffset_s: 0, hasClock: true }],
  [
    'use_sim_time unset, odometry in simulated time, no clock',
    { useSimTime: false, stampOffset_s: 0, hasClock: false },
  ],
];

describe.each(CLOCKS)('with %s', (_name, clocks) => {
  it.each(['older', 'newer'] as const)('a lap from the start of the %s worlds is one lap', async (start) => {
    const { live, measured } = await drive(start, clocks);
    for (const metrics of [live, measured.metrics]) {
      expect(metrics).toMatchObject({
        laps_completed: 1,
        off_track_events: 0,
        car_set_elsewhere: 0,
        crash: null,
      });
      expect(metrics.lap_seconds).toBeCloseTo(circuit.length_m / 10, 1);
      expect(metrics.average_speed_mps).toBeCloseTo(10, 0);
      expect(metrics.completed_distance_m! / circuit.length_m).toBeCloseTo(1, 1);
    }
    // BehaviorMetrics counts points of the lap from the one nearest to the first pose, and seconds of /clock.
    expect(measured.behaviorMetrics.metrics.percentage_completed).toBeGreaterThan(99);
    expect(measured.behaviorMetrics.metrics.lap_seconds).toBe(clocks.hasClock ? 73 : null);
    expect(live.lap_times_s).toHaveLength(1);
    expect(measured.metrics.lap_seconds).toBeCloseTo(live.lap_seconds!, 6);
  });
});

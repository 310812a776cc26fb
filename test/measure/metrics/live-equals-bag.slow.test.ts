import type { Circuit } from '../../../src/circuit/circuit';
import type { Direction } from '../../../src/circuit/direction';
import { loadCircuit } from '../../../src/circuit/load';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { wallsOf } from '../../../src/measure/metrics/line';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { mulberry32 } from '../../../src/support/random';
import type { Decision } from '../../../src/types';
import { poseOf } from '../../../src/world/ros/pose';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag, odometryOf, type PlaceOnPlane, rosTime } from '../../helpers/drive-bag';

interface Kind {
  readonly name: string;
  readonly direction: Direction;
  readonly endless: boolean;
  /** Share of a lap at which the car leaves the track, hits a wall, is reset to the start, is interrupted. */
  readonly leavesAt?: number;
  readonly hitsAt?: number;
  readonly resetAt?: number;
  readonly interruptedAt?: number;
  /** Odometry is stamped in wall time, as with Gazebo's default launch files. */
  readonly wallStamps?: boolean;
  /** Share of a lap at which odometry pauses and continues with its last stamp, as under load. */
  readonly lagsAt?: number;
}

const KINDS: readonly Kind[] = [
  { name: 'a lap', direction: 'forward', endless: false },
  { name: 'a lap in reverse', direction: 'reverse', endless: false },
  {
    name: 'a lap with odometry stamped in wall time',
    direction: 'forward',
    endless: false,
    wallStamps: true,
  },
  { name: 'a lap that leaves the track', direction: 'forward', endless: false, leavesAt: 0.4 },
  { name: 'a lap that ends at a wall', direction: 'reverse', endless: false, hitsAt: 0.3 },
  { name: 'a lap that is interrupted', direction: 'forward', endless: false, interruptedAt: 0.5 },
  {
    name: 'an endless drive with a reset and a crash',
    direction: 'forward',
    endless: true,
    resetAt: 0.3,
    leavesAt: 0.6,
  },
  { name: 'an endless drive against a wall', direction: 'forward', endless: true, hitsAt: 0.5 },
  { name: 'a lap whose odometry is late', direction: 'forward', endless: false, lagsAt: 0.5 },
];
/** BehaviorMetrics' metrics are slow and not tested here. */
const NO_LAP = { source: 'none', x_m: new Float64Array(0), y_m: new Float64Array(0) };
const WALL_S = 1.7e9;

/** Feeds the same messages into live metrics and into a bag. */
function drive(circuit: Circuit, kind: Kind, seed: number) {
  const { direction, endless } = kind;
  const laps = endless ? Number.POSITIVE_INFINITY : 1;
  const live = new LapMetrics(circuit, direction, laps, { walls: wallsOf(circuit), endless });
  const bag = new DriveBag({ compression: seed % 2 === 0 ? 'lz4' : 'none', chunk_bytes: 20_000 });
  bag.recordOffset_s = WALL_S;
  const random = mulberry32(seed);
  const sign = direction === 'forward' ? 1 : -1;
  let clock_s: number | null = null;
  let sequence = 0;
  let distance_m = 0;
  let lateral_m = 0;
  let latePoses = 0;
  let stamped_s = 0;
  for (let tick = 0; tick < 2400 && distance_m < 1.05 * circuit.length_m; tick++) {
    const now_s = 12.5 + tick * 0.0507;
    const share = distance_m / circuit.length_m;
    if (tick > 10 && share < (kind.hitsAt ?? 2)) distance_m += 0.3 + 0.3 * random();
    lateral_m = 0.2 * Math.sin(distance_m / 7) + 0.02 * random();
    if (share > (kind.leavesAt ?? 2)) lateral_m += 30 * (share - kind.leavesAt!);
    if (share >= (kind.hitsAt ?? 2)) lateral_m = 1.36;
    if (kind.resetAt !== undefined && tick === 300) distance_m = 0;
    if (share > (kind.interruptedAt ?? 2)) live.end('interrupted');
    const { sec, nsec } = rosTime(now_s);
    clock_s = sec + nsec * 1e-9;
    bag.clock(now_s);
    const place: PlaceOnPlane = beside(circuit, sign * distance_m, lateral_m, sign > 0, tick > 10 ? 10 : 0);
    const late = share >= (kind.lagsAt ?? 2) && latePoses < 8;
    if (late) latePoses += 1;
    else stamped_s = now_s;
    if (late && latePoses < 8) continue;
    const stamp = rosTime(kind.wallStamps ? WALL_S + stamped_s : stamped_s);
    const message = odometryOf(place, stamp);
    const sim_s = kind.wallStamps ? clock_s : stamp.sec + stamp.nsec * 1e-9;
    bag.odometry(message, now_s);
    const pose = poseOf(message, sim_s, 1000 * tick * 0.1 * random(), clock_s);
    if (pose) live.pose(pose);
    sequence += random() < 0.1 ? 2 : 1;
    const decision: Decision = {
      sequence,
      stamp: random() < 0.1 ? null : { sec, nsec },
      command: { v_mps: 6 + 4 * random(), w_radps: random() - 0.5 },
      waited_ms: random(),
      step_ms: 2 * random(),
      inference_ms: random() < 0.1 ? null : random(),
      sensor_to_actuator_ms: 3 + random(),
      left_ms: 5000 + 101 * tick + 3 * random(),
      sim_s: clock_s + 0.004,
      compensation: null,
    };
    if (seed === 1) bag.decision(decision, now_s + 0.004);
    else bag.decisionJson(decision, now_s + 0.004);
    live.decision(decision);
    if (!endless && live.endedBecause !== null && random() < 0.05) break;
  }
  const frames = { received: sequence, answered: sequence - 3, superseded: 3, failed: 0, rejected: 0 };
  live.frames(frames);
  const run = { direction, laps: endless ? null : laps, endless, ended: live.runEnd, frames };
  bag.text('/metadata', { world: 'simple_circuit', f1_brain: run });
  return { live: live.compute(), over: live.overTime(), bytes: bag.bytes() };
}

describe('The metrics from the bag of a run equal the live ones to the last bit', () => {
  const folder = new BagFolder();

  it.each(KINDS)('for $name', async (kind) => {
    const circuit = await loadCircuit('simple_circuit');
    for (let seed = 1; seed <= 3; seed++) {
      const { live, over, bytes } = drive(circuit, kind, seed);
      const measured = await measureBag(folder.write(bytes), { series: true, perfectLap: NO_LAP });
      expect(measured.metrics).toStrictEqual(live);
      expect(measured.series?.overTime).toStrictEqual(over);
    }
  });

  it('and each run ends as its kind says', async () => {
    const circuit = await loadCircuit('simple_circuit');
    const lives = KINDS.map((kind) => drive(circuit, kind, 1).live);
    const [lap, , , leaves, wall, interrupted, resets, , late] = lives;
    expect(lap).toMatchObject({ completed: true, crash: null, ended_because: 'completed' });
    expect(late).toMatchObject({ completed: true, car_set_elsewhere: 0 });
    expect(lap!.position_deviation_mean_m).toBeGreaterThan(0.05);
    expect(lap!.real_time_factor).toBeCloseTo(0.0507 / 0.101, 2);
    expect(leaves).toMatchObject({
      ended_because: 'left_track',
      crash: { kind: 'left_track', side: 'left' },
    });
    expect(leaves!.position_deviation_mean_m).toBeNull();
    expect(leaves!.position_deviation_until_crash_max_m).toBeLessThan(1.6);
    expect(wall).toMatchObject({ ended_because: 'no_progress', crash: { kind: 'hit_wall' } });
    expect(interrupted).toMatchObject({ ended_because: 'interrupted', crash: null });
    expect(resets).toMatchObject({
      ended_because: null,
      car_set_elsewhere: 1,
      crash: { kind: 'left_track' },
    });
  });
});

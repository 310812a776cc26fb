import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { CommandedSpeed } from '../../../src/circuit/teleport';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { wallsOf } from '../../../src/measure/metrics/line';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { OdometryTime } from '../../../src/world/ros/odometry-time';
import { poseOf } from '../../../src/world/ros/pose';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag, rosTime } from '../../helpers/drive-bag';
import { PlanarMove } from '../../helpers/planar-move';

const folder = new BagFolder();
const PERIOD_S = 0.051;
const WALL_S = 1.7e9;
let circuit: Circuit;

beforeAll(async () => {
  circuit = await loadCircuit('montmelo_line');
});

/** A car of JdeRobot's Montmeló, from the start of the newer worlds: odometry in wall time, live and recorded. */
class Gazebo {
  readonly live = new LapMetrics(circuit, 'forward', 1, { walls: wallsOf(circuit) });
  readonly speeds_mps: (number | null)[] = [];
  readonly twists_mps: number[] = [];
  readonly start_m = circuit.project(93.71, 22.43).s_m;
  readonly #bag = new DriveBag();
  readonly #planarMove = new PlanarMove();
  readonly #commanded = new CommandedSpeed();
  readonly #times = new OdometryTime({
    useSimTime: false,
    odometryTopic: '/F1ROS/odom',
    clockTopic: '/clock',
    warn: () => {},
  });
  s_m = this.start_m;
  sim_s = 30;
  wall_s = WALL_S;

  constructor() {
    this.#bag.recordOffset_s = WALL_S - this.sim_s;
  }

  /** The car obeys a command. */
  drive(v_mps: number, seconds: number): void {
    this.#command(v_mps);
    for (let i = 0; i < seconds / PERIOD_S; i += 1) {
      this.s_m += v_mps * PERIOD_S;
      this.#pass();
      this.#odometry();
    }
  }

  /** reset_world puts the car back; time and the command in effect stay. */
  reset(): void {
    this.s_m = this.start_m;
  }

  /** reset_simulation sets the time back; odometry is silent until the old one has passed. */
  resetSimulation(v_mps: number): void {
    const before_s = this.sim_s;
    this.reset();
    this.sim_s = 0;
    this.#bag.recordOffset_s = this.wall_s;
    while (this.sim_s < before_s) {
      this.s_m += v_mps * PERIOD_S;
      this.#pass();
    }
  }

  measure() {
    return measureBag(folder.write(this.#bag.bytes()), { circuit, series: true });
  }

  #command(v_mps: number): void {
    this.#commanded.command(v_mps);
    this.#bag.command(v_mps, 0, this.sim_s);
  }

  #pass(): void {
    this.sim_s += PERIOD_S;
    this.wall_s += PERIOD_S;
    this.#bag.clock(this.sim_s);
  }

  #odometry(): void {
    const { sim_s, wall_s } = this;
    const message = this.#planarMove.odometry(beside(circuit, this.s_m, 0), sim_s, rosTime(wall_s));
    this.#bag.odometry(message, sim_s);
    const pose = poseOf(message, this.#times.of(wall_s, sim_s), 1000 * wall_s, sim_s)!;
    this.live.pose({ ...pose, commanded_mps: this.#commanded.pose() });
    this.speeds_mps.push(this.live.live().speed_mps);
    this.twists_mps.push(Math.abs(pose.v_mps));
  }
}

function fastest(speeds: readonly (number | null)[]): number {
  return Math.max(...speeds.map((speed) => Math.abs(speed ?? 0)));
}

test('reset_world while driving starts the lap again, and is no speed of the car', async () => {
  const gazebo = new Gazebo();
  gazebo.drive(12, 3);
  gazebo.reset();
  gazebo.drive(12, circuit.length_m / 12 + 0.5);
  expect(fastest(gazebo.twists_mps)).toBeGreaterThan(250);
  expect(fastest(gazebo.speeds_mps)).toBeLessThan(12.1);
  const { metrics, series } = await gazebo.measure();
  const driven = series!.trace;
  for (const figures of [gazebo.live.compute(), metrics]) {
    expect(figures).toMatchObject({ car_set_elsewhere: 1, laps_completed: 1 });
    expect(figures.lap_seconds).toBeCloseTo(circuit.length_m / 12, 1);
    expect(figures.average_speed_mps).toBeCloseTo(12, 1);
  }
  expect(fastest(driven.map(({ v_mps }) => v_mps))).toBeLessThan(12.1);
  expect(Math.max(...driven.map(({ w_radps }) => Math.abs(w_radps)))).toBeLessThan(10);
  expect(driven.filter(({ breaks }) => breaks)).toHaveLength(1);
});

test('a car at rest that reset_world moves by metres is not driving', async () => {
  const gazebo = new Gazebo();
  gazebo.drive(4, 0.75);
  gazebo.drive(0, 1);
  gazebo.reset();
  gazebo.drive(0, 4);
  // Three metres within a period are a speed that a car could have.
  expect(fastest(gazebo.twists_mps)).toBeGreaterThan(50);
  expect(fastest(gazebo.twists_mps)).toBeLessThan(75);
  gazebo.drive(12, circuit.length_m / 12 + 0.5);
  expect(fastest(gazebo.speeds_mps)).toBeLessThan(12.1);
  const { metrics, series } = await gazebo.measure();
  const driven = series!.trace;
  for (const figures of [gazebo.live.compute(), metrics]) {
    expect(figures).toMatchObject({ car_set_elsewhere: 1, laps_completed: 1 });
    expect(figures.lap_seconds).toBeCloseTo(circuit.length_m / 12, 1);
  }
  expect(fastest(driven.map(({ v_mps }) => v_mps))).toBeLessThan(12.1);
});

test('reset_simulation starts the lap again where odometry is back', async () => {
  const gazebo = new Gazebo();
  gazebo.drive(12, 3);
  gazebo.resetSimulation(3);
  gazebo.drive(12, circuit.length_m / 12 + 0.5);
  expect(fastest(gazebo.speeds_mps)).toBeLessThan(12.1);
  const { metrics } = await gazebo.measure();
  for (const figures of [gazebo.live.compute(), metrics]) {
    expect(figures).toMatchObject({ car_set_elsewhere: 1, laps_completed: 1 });
    expect(figures.lap_seconds).toBeCloseTo(circuit.length_m / 12, 1);
  }
});

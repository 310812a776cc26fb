import { isAtWall } from '../../../src/circuit/at-wall';
import { loadCircuit } from '../../../src/circuit/load';
import { CommandedSpeed } from '../../../src/circuit/teleport';
import { Incidents } from '../../../src/world/ros/incidents';
import { poseOf } from '../../../src/world/ros/pose';
import { PoseWatch } from '../../../src/world/ros/pose-watch';
import { type PlaceOnPlane, rosTime } from '../../helpers/drive-bag';
import { PlanarMove } from '../../helpers/planar-move';
import { Log } from '../../ros/support/log';

const TOPICS = { odometry: '/F1ROS/odom', command: '/F1ROS/cmd_vel' };
const PERIOD_S = 0.051;
const GAZEBO = { callerId: '/gazebo', frame: 'xf1' };

/** A robot of Gazebo, and what odometry says of it. */
class Robot {
  readonly planarMove = new PlanarMove();
  place: PlaceOnPlane;

  constructor(x_m: number, y_m = 0, yaw_rad = 0) {
    this.place = { x_m, y_m, yaw_rad };
  }
}

/** The watch over one topic, with the commands that this node sends. */
class Watched {
  readonly log = new Log();
  readonly incidents: Incidents;
  readonly watch: PoseWatch;
  readonly #commanded = new CommandedSpeed();
  isHeard = true;
  now_s = 10;
  /** Simulated by wall time. */
  factor = 1;
  /** The robot obeys. */
  connected = true;
  v_mps = 0;

  constructor() {
    this.incidents = new Incidents(this.log, () => 1000 * this.now_s);
    this.watch = new PoseWatch(this.incidents, TOPICS);
  }

  drive(robot: Robot, seconds: number, source = GAZEBO): void {
    for (let i = 0; i < seconds / PERIOD_S; i += 1) {
      this.now_s += PERIOD_S;
      this.send(robot, source);
    }
  }

  send(robot: Robot, source = GAZEBO): void {
    this.#commanded.command(this.v_mps);
    const { x_m, y_m, yaw_rad } = robot.place;
    const step_m = this.connected ? this.v_mps * PERIOD_S * this.factor : 0;
    robot.place = {
      ...robot.place,
      x_m: x_m + step_m * Math.cos(yaw_rad),
      y_m: y_m + step_m * Math.sin(yaw_rad),
    };
    const sim_s = this.factor * this.now_s;
    const message = robot.planarMove.odometry(robot.place, sim_s, rosTime(sim_s));
    const pose = poseOf(message, sim_s, 1000 * this.now_s, sim_s)!;
    this.watch.check(1000 * this.now_s, this.isHeard);
    this.watch.pose({ ...pose, commanded_mps: this.#commanded.pose() }, source, 1000 * this.now_s);
  }
}

describe('odometry of a car that is reset', () => {
  it('is named a reset where it is back at its start, whatever speed the twist claims', () => {
    const world = new Watched();
    const car = new Robot(53.46, -10.73, -1.57);
    world.drive(car, 1);
    world.v_mps = 12;
    world.drive(car, 6);
    car.place = { x_m: 53.46, y_m: -10.73, yaw_rad: -1.57 };
    world.drive(car, 2);
    expect(world.log.lines).toEqual([
      expect.stringMatching(
        /^warn: the car was teleported by \d+\.\d m to \(53\.5, -11\.3\), where it was first seen: the world was reset$/,
      ),
    ]);
    expect(world.incidents.counts()).toMatchObject({
      car_jumped: 1,
      odometry_mixed: 0,
      odometry_motionless: 0,
    });
  });

  it('is a teleport elsewhere', () => {
    const world = new Watched();
    const car = new Robot(0);
    world.v_mps = 12;
    world.drive(car, 1);
    car.place = { ...car.place, y_m: 30 };
    world.drive(car, 1);
    expect(world.log.lines).toEqual([expect.stringMatching(/teleported by 30\.0 m to \([\d.]+, 30\.0\)$/)]);
  });
});

describe('odometry without motion while commands flow', () => {
  it('is said once, with topics, node and what to do, and when it moves', () => {
    const world = new Watched();
    world.connected = false;
    const car = new Robot(3);
    world.v_mps = 6.5;
    world.drive(car, 2.8);
    expect(world.log.lines).toEqual([]);
    world.drive(car, 20);
    world.connected = true;
    world.drive(car, 1);
    expect(world.log.lines).toEqual([
      'warn: /F1ROS/odom of /gazebo does not move although /F1ROS/cmd_vel commands 6.5 m/s: let physics run, check ' +
        'which robot follows /F1ROS/cmd_vel, or name the odometry of that robot with odom:=/topic',
      expect.stringMatching(/^info: \/F1ROS\/odom moves after /),
    ]);
    expect(world.incidents.counts()).toMatchObject({ odometry_motionless: 1 });
  });

  it('is still that of a car that this node has placed at its start', () => {
    const world = new Watched();
    world.connected = false;
    const car = new Robot(3);
    world.watch.teleportsExpected = true;
    world.drive(car, 1);
    car.place = { x_m: 50, y_m: 20, yaw_rad: 1 };
    world.drive(car, 1);
    world.watch.teleportsExpected = false;
    world.v_mps = 9;
    world.drive(car, 4);
    expect(world.incidents.counts()).toMatchObject({ odometry_motionless: 1, car_jumped: 0 });
  });

  it('is nothing while the car is stopped, nobody hears the commands, or time is slow', () => {
    const stopped = new Watched();
    const car = new Robot(0);
    stopped.drive(car, 30);
    const unheard = new Watched();
    unheard.isHeard = unheard.connected = false;
    unheard.v_mps = 9;
    unheard.drive(car, 30);
    const slow = new Watched();
    slow.factor = 0.01;
    slow.v_mps = 6.5;
    slow.drive(car, 30);
    for (const { log } of [stopped, unheard, slow]) expect(log.lines).toEqual([]);
  });

  it('is no fault of a car that drove, and stands at a wall now', () => {
    const world = new Watched();
    const car = new Robot(0);
    world.v_mps = 12;
    world.drive(car, 0.5);
    world.connected = false;
    world.drive(car, 30);
    expect(world.log.lines).toEqual([]);
  });

  it('is no fault of a car that starts at a wall of its circuit', async () => {
    const circuit = await loadCircuit('simple_circuit');
    const { x_m, y_m, yaw_rad } = circuit.start;
    const aside = (lateral_m: number) =>
      new Robot(x_m - lateral_m * Math.sin(yaw_rad), y_m + lateral_m * Math.cos(yaw_rad), yaw_rad + 1.5);
    const count = (robot: Robot) => {
      const world = new Watched();
      world.watch.motion.isAtWall = (pose) => isAtWall(circuit, pose);
      world.connected = false;
      world.v_mps = 6.5;
      world.drive(robot, 10);
      return world.incidents.counts().odometry_motionless;
    };
    expect([aside(1.05), aside(-1.05), aside(0), aside(0.5)].map(count)).toEqual([0, 0, 1, 1]);
    const bare = await loadCircuit('simple_circuit_no_wall');
    expect(isAtWall(bare, aside(1.05).place)).toBe(false);
  });
});

describe('odometry of two sources', () => {
  function together(
    robots: readonly (readonly [Robot, typeof GAZEBO])[],
    seconds: number,
    world = new Watched(),
  ) {
    world.v_mps = 9;
    for (let i = 0; i < seconds / PERIOD_S; i += 1) {
      world.now_s += PERIOD_S;
      for (const [robot, source] of robots) world.send(robot, source);
    }
    return world;
  }

  it('is said once, with topic and nodes, and when one is left', () => {
    const [car, other] = [new Robot(0), new Robot(40, 8)];
    const world = together(
      [
        [car, GAZEBO],
        [other, { callerId: '/ekf', frame: 'base_link' }],
      ],
      10,
    );
    expect(world.log.lines).toEqual([
      'warn: /F1ROS/odom mixes the poses of /gazebo (xf1) and /ekf (base_link): stop one of the two, or name the ' +
        'odometry of the car that is driven with odom:=/topic',
    ]);
    expect(world.incidents.counts()).toMatchObject({
      odometry_mixed: 1,
      car_jumped: 0,
      odometry_motionless: 0,
    });
    world.drive(car, 6);
    expect(world.log.lines.slice(1)).toEqual([
      expect.stringMatching(/^info: \/F1ROS\/odom comes from one robot again after /),
    ]);
  });

  it('is noticed where one node publishes both, under one name', () => {
    const world = together(
      [
        [new Robot(0), GAZEBO],
        [new Robot(40, 8), GAZEBO],
      ],
      10,
    );
    expect(world.incidents.counts().odometry_mixed).toBe(1);
    expect(world.log.lines.filter((line) => line.includes('mixes'))).toEqual([
      expect.stringContaining(
        '/F1ROS/odom mixes the poses of two robots of /gazebo (xf1): stop one of the two',
      ),
    ]);
  });

  it('is nothing where a simulator replaces another one, or a reset is followed by the next', () => {
    const world = new Watched();
    world.v_mps = 9;
    world.drive(new Robot(0), 3);
    world.drive(new Robot(0), 3, { callerId: '/gazebo_2', frame: 'xf1' });
    const car = new Robot(0);
    for (let i = 0; i < 6; i += 1) {
      world.drive(car, 2);
      car.place = { x_m: 0, y_m: 0, yaw_rad: 0 };
    }
    expect(world.incidents.counts().odometry_mixed).toBe(0);
  });
});

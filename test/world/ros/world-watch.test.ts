import type { Frame, Pose } from '../../../src/types';
import { WorldWatch } from '../../../src/world/ros/world-watch';
import { Log } from '../../ros/support/log';

const topics = { camera: '/camera', odometry: '/odom', command: '/cmd_vel', clock: '/clock' };

const SOURCE = { callerId: '/gazebo', frame: 'xf1' };

/** A simulator at 20 Hz, whose parts can be switched off. */
class Sources {
  readonly log = new Log();
  readonly watch = new WorldWatch(this.log, topics);
  camera = true;
  odometry = true;
  clock = true;
  /** Whether a car subscribes to the commands. */
  isHeard = true;
  size = [640, 480];
  now_ms = 0;
  sim_s = 0;
  x_m = 0;

  run(seconds: number): void {
    for (let i = 0; i < seconds * 20; i += 1) {
      this.now_ms += 50;
      this.sim_s += 0.05;
      this.x_m += 0.25;
      if (this.clock) this.watch.clock(this.sim_s, this.now_ms);
      if (this.camera) this.picture();
      if (this.odometry) this.watch.odometry(this.#pose(), SOURCE, this.now_ms);
      this.watch.check(this.now_ms, this.isHeard);
    }
  }

  picture(): void {
    this.watch.image(this.now_ms);
    const [width = 0, height = 0] = this.size;
    this.watch.frame({ width, height, encoding: 'rgb8' } as Frame);
  }

  #pose(): Pose {
    const { x_m, sim_s, now_ms } = this;
    return { x_m, y_m: 0, yaw_rad: 0, v_mps: 5, w_radps: 0, sim_s, arrival_ms: now_ms };
  }
}

describe('the watch over a world', () => {
  it('has nothing to say about one that works', () => {
    const world = new Sources();
    world.run(30);
    expect(world.log.lines).toEqual([]);
    expect(Object.values(world.watch.incidents.counts()).every((count) => count === 0)).toBe(true);
  });

  describe('in a simulator at 0.16 of real time', () => {
    const factor = 0.16;
    const slow = () => {
      const log = new Log();
      const watch = new WorldWatch(log, topics, (from_ms) => (now_ms) => factor * (now_ms - from_ms));
      let now_ms = 0;
      const run = (seconds: number, hasOdometry: boolean) => {
        for (const end_ms = now_ms + 1000 * seconds; now_ms < end_ms; now_ms += 50 / factor) {
          const place = { x_m: now_ms / 1000, y_m: 0, yaw_rad: 0, v_mps: 5, w_radps: 0 };
          if (hasOdometry) watch.odometry({ ...place, sim_s: null, arrival_ms: now_ms }, SOURCE, now_ms);
          watch.image(now_ms);
          watch.check(now_ms, true);
        }
      };
      return { log, run };
    };

    it('takes a moment in which it is held up for no silence of its odometry', () => {
      const { log, run } = slow();
      run(20, true);
      run(2, false);
      run(20, true);
      expect(log.lines).toEqual([]);
      run(8, false);
      expect(log.lines).toEqual([expect.stringContaining('/odom stopped while the camera continues')]);
    });

    it('waits three simulated seconds for the first odometry', () => {
      const { log, run } = slow();
      run(2.5 / factor, false);
      expect(log.lines).toEqual([]);
      run(1 / factor, false);
      expect(log.lines).toEqual([expect.stringContaining('nothing comes on /odom')]);
    });
  });

  it('says within seconds that there is no odometry, and when it comes', () => {
    const world = new Sources();
    world.odometry = false;
    world.run(2.5);
    expect(world.log.lines).toEqual([]);
    world.run(20);
    expect(world.log.lines).toEqual([
      'warn: nothing comes on /odom: driving on by the commands alone, distance, deviation and laps wait for it; ' +
        'odom:=/topic names another one',
    ]);
    expect(world.watch.incidents.counts().odometry_stalled).toBe(1);
    world.odometry = true;
    world.run(5);
    expect(world.log.lines).toHaveLength(2);
    expect(world.log.lines[1]).toMatch(/^info: \/odom comes now after \d/);
  });

  it('says within seconds that nobody receives the commands, and when somebody does', () => {
    const world = new Sources();
    world.isHeard = false;
    world.run(2.5);
    expect(world.log.lines).toEqual([]);
    world.run(2);
    world.isHeard = true;
    world.run(1);
    expect(world.log.lines).toEqual([
      'warn: nobody subscribes to /cmd_vel, so no car follows the commands: name its topic with cmd_vel:=/topic',
      expect.stringMatching(/^info: \/cmd_vel has a subscriber/),
    ]);
    expect(world.watch.incidents.counts()).toMatchObject({ commands_unheard: 1 });
  });

  it('counts a simulator that falls silent, and leaves it to the drive to say so', () => {
    const world = new Sources();
    world.run(5);
    world.camera = world.odometry = world.clock = false;
    world.run(5);
    expect(world.watch.incidents.current().map(({ kind }) => kind)).toEqual([
      'camera_stalled',
      'clock_stalled',
      'odometry_stalled',
    ]);
    world.camera = world.odometry = world.clock = true;
    world.run(5);
    expect(world.watch.incidents.current()).toEqual([]);
    expect(world.log.lines).toEqual([]);
  });

  it('says that odometry stays away when the camera is back without it', () => {
    const world = new Sources();
    world.run(5);
    world.camera = world.odometry = false;
    world.run(5);
    world.camera = true;
    world.run(5);
    world.odometry = true;
    world.run(1);
    expect(world.log.lines).toEqual([
      'warn: /odom stopped while the camera continues: driving on, distance and deviation wait for it',
      expect.stringMatching(/^info: \/odom is back after/),
    ]);
    expect(world.watch.incidents.counts().car_jumped).toBe(0);
  });

  it('does not take a simulator at a twentieth of real time for one that stalls', () => {
    const world = new Sources();
    for (let i = 0; i < 100; i += 1) {
      world.run(0.05);
      for (let pause = 0; pause < 9; pause += 1) {
        world.now_ms += 100;
        world.watch.check(world.now_ms, true);
      }
    }
    expect(world.watch.incidents.counts()).toMatchObject({ camera_stalled: 0, odometry_stalled: 0 });
  });

  it('tells a teleported car from simulated time that jumps back', () => {
    const world = new Sources();
    world.run(5);
    world.x_m = -40;
    world.run(2);
    expect(world.watch.incidents.counts()).toMatchObject({ car_jumped: 1, time_jumped_back: 0 });
    world.sim_s = 0;
    world.x_m = 0;
    world.run(2);
    expect(world.watch.incidents.counts()).toMatchObject({ car_jumped: 1, time_jumped_back: 1 });
    expect(world.log.lines).toEqual([
      expect.stringContaining('the car was teleported by 64.8 m to ('),
      expect.stringContaining('simulated time jumped back from 7.00 s to 0.05 s'),
    ]);
  });

  it('does not take the first message of the clock for another rate of the camera', () => {
    const world = new Sources();
    world.sim_s = 140;
    world.clock = false;
    world.run(0.3);
    world.clock = true;
    world.run(20);
    expect(world.log.lines).toEqual([]);
  });

  it('notices a camera that changes its size', () => {
    const world = new Sources();
    world.run(2);
    world.size = [320, 240];
    world.run(2);
    expect(world.log.lines).toEqual(['warn: the camera now sends 320x240 rgb8, 640x480 rgb8 before']);
  });

  it('knows why no frames come', () => {
    const world = new Sources();
    expect(world.watch.whyNoFrames(0)).toBe('nobody publishes /camera');
    world.watch.publisher('/camera', 'http://car:1', '/gazebo', true);
    expect(world.watch.whyNoFrames(0)).toBe('nothing has come on /clock either: is physics paused?');
    world.run(2);
    world.camera = false;
    world.run(1);
    expect(world.watch.whyNoFrames(world.now_ms)).toBeNull();
    world.clock = false;
    world.run(1);
    expect(world.watch.whyNoFrames(world.now_ms)).toMatch(/\/clock is silent too: the simulator is paused/);
  });

  it('counts a publisher that comes back under its name, whatever its address', () => {
    const { watch } = new Sources();
    watch.publisher('/camera', 'http://car:1', '/gazebo', true);
    watch.publisher('/camera', 'http://car:1', '/gazebo', false);
    expect(watch.incidents.counts().reconnected).toBe(0);
    watch.publisher('/camera', 'http://car:2', '/gazebo', true);
    expect(watch.incidents.counts().reconnected).toBe(1);
  });

  it('names a foreign driver once, until it is gone or silent', () => {
    const { watch, log } = new Sources();
    for (let now_ms = 0; now_ms < 2000; now_ms += 100) watch.foreign.command('/teleop', false, now_ms);
    watch.check(5000, true);
    expect(watch.incidents.isCurrent('foreign_commands', '/teleop')).toBe(true);
    watch.check(7000, true);
    watch.foreign.command('/teleop', false, 8000);
    watch.foreign.gone('/teleop');
    expect(watch.foreign.commands).toBe(21);
    expect(watch.incidents.counts().foreign_commands).toBe(2);
    expect(log.lines.map((line) => line.replace(/ after .*/, ''))).toEqual([
      'warn: /teleop also sends commands on /cmd_vel: the car follows the latest; stop one of the two nodes',
      'info: /teleop no longer sends commands on /cmd_vel',
      'warn: /teleop also sends commands on /cmd_vel: the car follows the latest; stop one of the two nodes',
      'info: /teleop no longer publishes /cmd_vel',
    ]);
  });

  it('takes a lone zero command for a guard, and many for a driver that stands', () => {
    const { watch } = new Sources();
    watch.foreign.command('/guard', true, 0);
    watch.foreign.command('/guard', true, 5000);
    watch.foreign.command('/guard', true, 5500);
    expect(watch.incidents.counts().foreign_commands).toBe(0);
    for (const now_ms of [5000, 5500, 6000]) watch.foreign.command('/joystick', true, now_ms);
    expect(watch.incidents.current().map(({ who }) => who)).toEqual(['/joystick']);
  });
});

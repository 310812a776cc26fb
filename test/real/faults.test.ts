import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { undisturbed } from '../helpers/undisturbed';
import { CarLog, linesLike, note, now_s } from './support/car-log';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { eventually, startRoscore } from './support/roscore';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const DRIVES = /^\/f1_brain drives with/;
/** What the guard says where the machine held the node up. */
const HELD_UP = /the guard stopped the car: the node has been silent/;

const startNode = (processes: Processes, brain: string, ...args: string[]) => {
  const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
  return processes.start(process.execPath, [CLI, 'run', brain, '--json', '--out', out, ...args]);
};

/** What the node said from a line on, each kind once, in order. */
const said = (node: Child, from: number) =>
  node.lines.slice(from).map((line) => line.replace(/^(warn|error): /, '').replace(/[\d.]+/g, 'N'));

/** Its one line on standard output; what it says on standard error may be read after it. */
const statisticsOf = (node: Child) =>
  JSON.parse(node.lines.find((line) => line.startsWith('{'))!) as Record<string, unknown>;

describe('a car that is driven in the built-in world', () => {
  let processes: Processes;
  let core: Child;
  let world: Child;
  let node: Child;
  let log: CarLog;
  let before = 0;

  const simulate = async () => {
    world = processes.start(process.execPath, [CLI, 'simulate']);
    await world.line(/is ready/);
  };
  const record = async () => {
    const recorder = processes.python('car_recorder.py');
    await recorder.line(/^ready$/);
    log = new CarLog(recorder);
  };
  const gazebo = (service: string) => processes.run('rosservice', 'call', `/gazebo/${service}`);
  const isDriven = () => eventually(() => (log.poses(now_s() - 0.3).at(-1)?.v_mps ?? 0) > 1);
  /** After a trouble that was given up. */
  const mend = async () => {
    if (!core.running) core = await startRoscore(processes);
    if (!world.running) await simulate();
    await gazebo('unpause_physics');
  };
  /** Causes a trouble to a car that is driven; again where the machine added its own. */
  const causes = (trouble: () => Promise<void>) => {
    let tries = 0;
    return undisturbed(
      () => processes.pids(),
      async () => {
        tries += 1;
        if (tries > 1) await mend();
        await isDriven();
        before = node.lines.length;
        await trouble();
      },
      () => linesLike(node, HELD_UP, before).length > 0,
    );
  };

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    core = await startRoscore(processes);
    await record();
    await simulate();
    node = startNode(processes, 'line_follower');
    await node.line(DRIVES);
    await log.drives(now_s());
  });

  afterAll(() => processes.killAll());

  it('is driven on when simulated time jumps back, without odometry until its old value is passed', async () => {
    let since_s = 0;
    await causes(async () => {
      // Odometry is silent for as long as the world has run: long enough to be noticed.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      since_s = now_s();
      await gazebo('reset_simulation');
      await node.line(/simulated time jumped back from [\d.]+ s to 0\.\d\d s/, 10_000, before);
      await node.line(/\/F1ROS\/odom stopped while the camera continues: driving on/, 10_000, before);
      await node.line(/\/F1ROS\/odom is back after/, 60_000, before);
      expect(said(node, before)).toHaveLength(3);
      // Never longer without a command than the watchdog allows.
      const times = log.twists(since_s).map(({ wall_s }) => wall_s);
      expect(Math.max(...times.slice(1).map((time, index) => time - times[index]!))).toBeLessThan(1);
    });
    note('reset_simulation (time jumps back)', null, await log.drives(since_s));
  });

  it('is driven on when reset_world puts it back to the start', async () => {
    let since_s = 0;
    await causes(async () => {
      since_s = now_s();
      await gazebo('reset_world');
      await node.line(/the car was teleported/, 10_000, before);
      await isDriven();
      expect(said(node, before)).toHaveLength(1);
    });
    note('reset_world (teleports the car)', null, await log.drives(since_s));
  });

  it('stands while the simulator is paused, and drives on', async () => {
    let stands_s = 0;
    let on_s = 0;
    await causes(async () => {
      await gazebo('pause_physics');
      const paused_s = log.poses().at(-1)!.wall_s;
      stands_s = await log.stands(paused_s);
      await node.line(/car stopped: .* \(\/clock is silent too: the simulator is paused/, 5000, before);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await gazebo('unpause_physics');
      await node.line(/driving on$/, 10_000, before);
      await isDriven();
      on_s = log.poses(paused_s + 1)[0]!.wall_s;
      expect(said(node, before)).toHaveLength(2);
    });
    note('simulator paused', stands_s, await log.drives(on_s));
  });

  it('stands when the simulator is killed, and is driven on in a new one', async () => {
    let stands_s = 0;
    let ready_s = 0;
    await causes(async () => {
      const killed_s = now_s();
      world.signalGroup('SIGKILL');
      stands_s = await log.stands(killed_s);
      await node.line(/car stopped: .* \(nobody publishes \/F1ROS\/cameraL\/image_raw\)/, 5000, before);
      await simulate();
      ready_s = now_s();
      await node.line(/driving on$/, 10_000, before);
      await node.line(/simulated time jumped back/, 10_000, before);
      expect(linesLike(node, /car stopped|driving on$|jumped back/, before)).toHaveLength(3);
      expect(said(node, before).length).toBeLessThanOrEqual(4);
    });
    note('simulator killed, started again', stands_s, await log.drives(ready_s - 0.5));
  });

  it('stands while roscore is gone, and is driven on when it is back', async () => {
    let stands_s = 0;
    let drives_s = 0;
    await causes(async () => {
      const killed_s = now_s();
      await core.stop('SIGTERM');
      stands_s = await log.stands(killed_s);
      await node.line(/ROS master .* is gone/, 10_000, before);
      await node.line(/car stopped: .* \(the ROS master is gone\)/, 10_000, before);
      const started_s = now_s();
      core = await startRoscore(processes);
      const there_s = now_s();
      await node.line(/ROS master .* is back/, 10_000, before);
      await record();
      drives_s = Math.max(0, (await log.drives(started_s)) - (there_s - started_s));
      await node.line(/driving on$/, 10_000, before);
      expect(said(node, before)).toHaveLength(4);
    });
    note('roscore killed, started again', stands_s, drives_s);
  });

  it('warns of another node that sends commands too, by its name, and says when it has stopped', async () => {
    await causes(async () => {
      const other = processes.start('rostopic', [
        ...['pub', '-r', '20', '/F1ROS/cmd_vel', 'geometry_msgs/Twist', '{linear: {x: 1.0}}'],
      ]);
      try {
        const warning = await node.line(/also sends commands on \/F1ROS\/cmd_vel/, 15_000, before);
        expect(warning).toMatch(/^warn: \/rostopic_\d+_\d+ also sends commands/);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      } finally {
        await other.stop('SIGINT');
      }
      await node.line(
        /^\/rostopic_\d+_\d+ no longer publishes \/F1ROS\/cmd_vel after [\d.]+ s$/,
        10_000,
        before,
      );
      expect(said(node, before)).toHaveLength(2);
    });
  });

  it('stands at the end, with nothing said about it', async () => {
    expect(await node.stop('SIGINT')).toBe(0);
    await eventually(() => log.isToldToStand());
    const statistics = statisticsOf(node);
    // Teleported, reset, restarted: the figures count that and stay figures.
    expect(statistics.car_set_elsewhere).toBeGreaterThanOrEqual(2);
    for (const figure of Object.values(statistics)) {
      if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true);
    }
    expect(statistics.average_speed_mps).toBeGreaterThan(0);
    expect(statistics.average_speed_mps).toBeLessThan(25);
  });
});

describe('a simulator in trouble', () => {
  const BRAINS = ['line_follower', 'slim_pilotnet'] as const;
  const drivers = new Map<string, { readonly node: Child; readonly log: CarLog; before: number }>();
  const driven = (brain: string) => drivers.get(brain)!;
  let processes: Processes;
  let simulator: Child | null = null;
  let runs = 0;

  const begins = async (step: number) => {
    const line = await simulator!.line(new RegExp(`^step ${step} `), 60_000);
    return Number(line.split(' ')[2]);
  };

  const startNodes = async () => {
    runs += 1;
    // One simulator for both, each with a car of its own.
    for (const brain of BRAINS) {
      const topic = `/${brain}/cmd_vel`;
      const recorder = processes.python('car_recorder.py', topic);
      await recorder.line(/^ready$/);
      // The guard stops the car of a node that the machine holds up for a moment, which is not asked here.
      const own = ['--no-guard', `__name:=${brain}_${runs}`, `cmd_vel:=${topic}`];
      const node = startNode(processes, brain, ...own);
      await node.line(/ drives with /);
      drivers.set(brain, { node, log: new CarLog(recorder), before: 0 });
    }
  };

  const startTroubles = async () => {
    simulator = processes.python(
      'troubled_world.py',
      '6,rate=12', // 0: all is well
      '3,rate=0', // 1: the camera stalls
      '7,rate=12', // 2
      '9,rate=30', // 3: more than twice the rate, also where a busy machine cannot send as many
      '3,rate=30,size=320x240', // 4: another size
      '3,rate=30,encoding=bgr8', // 5: the old size, another encoding
      '4,rate=30,encoding=bgr8,odom=0', // 6: no odometry
      '4,rate=30,encoding=bgr8', // 7
      '4,rate=30,encoding=bgr8,clock=0', // 8: no clock
      '60,rate=30,encoding=bgr8', // 9
    );
    // Until here one may have waited for its first picture, and said so.
    await begins(1);
    for (const driver of drivers.values()) driver.before = driver.node.lines.length;
  };

  const saysEachOnce = async (brain: string) => {
    const { node, log, before } = driven(brain);
    const back_s = await begins(2);
    await begins(9);
    await node.line(/simulated time advances again after/, 10_000);
    expect([brain, ...said(node, before)]).toEqual([
      brain,
      expect.stringMatching(/^car stopped: no good camera frame for N ms$/),
      'driving on',
      'the camera now sends N frames per simulated second, N before',
      'the camera now sends NxN rgbN, NxN rgbN before',
      'the camera now sends NxN bgrN, NxN rgbN before',
      '/FNROS/odom stopped while the camera continues: driving on, distance and deviation wait for it',
      '/FNROS/odom is back after N s',
      '/clock stopped while the camera continues: metrics in simulated time wait for it',
      'simulated time advances again after N s',
    ]);
    const moving = log.twists(back_s).filter(({ v_mps }) => v_mps > 0);
    const pauses_s = moving.slice(1).map(({ wall_s }, index) => wall_s - moving[index]!.wall_s);
    expect(Math.max(...pauses_s)).toBeLessThan(1);
  };

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    await startRoscore(processes);
  });

  afterAll(() => processes.killAll());

  it('has both brains stop or drive the car, and say each trouble once', async () => {
    await undisturbed(
      () => processes.pids(),
      async () => {
        await simulator?.stop('SIGKILL');
        for (const { node } of drivers.values()) await node.stop('SIGKILL');
        await startNodes();
        await startTroubles();
        for (const brain of BRAINS) await saysEachOnce(brain);
      },
    );
    const { log } = driven('line_follower');
    const [stalled_s, back_s, changed_s] = [await begins(1), await begins(2), await begins(4)];
    note('camera stalls', await log.stands(stalled_s), await log.drives(back_s));
    note('camera changes its size', null, await log.drives(changed_s));
  }, 400_000);

  it.each(BRAINS)('leaves the figures of %s figures', async (brain) => {
    const { node } = driven(brain);
    expect(await node.stop('SIGINT')).toBe(0);
    const statistics = statisticsOf(node);
    // 5 m/s all the time.
    expect(statistics.average_speed_mps).toBeCloseTo(5, 0);
    expect(statistics.car_set_elsewhere).toBe(0);
  });
});

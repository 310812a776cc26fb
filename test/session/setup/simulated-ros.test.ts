import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { InterruptedError, ModelError, WorldError } from '../../../src/errors';
import { startMaster } from '../../../src/ros/master/master';
import { MasterApi } from '../../../src/ros/master/master-api';
import type { RosNodeOptions } from '../../../src/ros/transport';
import { Session } from '../../../src/session/session';
import type { BuiltInSessionOptions } from '../../../src/session/session-options';
import { openSimulatedRos, type SimulatedRosParts } from '../../../src/session/setup/simulated-ros';
import type { SimulatorProcess } from '../../../src/session/setup/simulator-process';
import { writeTinyModel } from '../../helpers/onnx-model';
import { FakeNode } from '../support/fake-node';
import { fakeContext } from '../support/fake-setup';
import { newFolder, ringLap } from '../support/lap-ring';

const options = ringLap({ world: 'ros', brain: 'line_follower', seed: 7 });

/** A real master, and what stands in for simulator and node; `closed` are those that were released, in order. */
function parts(changes: Partial<SimulatedRosParts> = {}) {
  const closed: string[] = [];
  const started = { uri: '', args: [] as readonly string[], node: null as RosNodeOptions | null };
  const node = new FakeNode();
  let endSimulator: (reason: string) => void = () => {};
  const simulator: SimulatorProcess = {
    ended: new Promise((resolve) => {
      endSimulator = resolve;
    }),
    contacts: async () => ({ events: 2, seconds: 0.5 }),
    close: async () => void closed.push('simulator'),
  };
  node.shutdown = async () => void closed.push('node');
  const fakes: SimulatedRosParts = {
    startMaster: async (given) => {
      const master = await startMaster(given);
      started.uri = master.uri;
      const close = async () => {
        closed.push('master');
        await master.close();
      };
      return { ...master, uri: master.uri, close };
    },
    startSimulator: async ({ args }) => {
      started.args = args;
      return simulator;
    },
    transport: {
      startNode: async (given) => {
        started.node = given;
        return node.asNode;
      },
    },
    ...changes,
  };
  return { fakes, closed, started, node, endSimulator: (reason: string) => endSimulator(reason) };
}

const sessionOn = (fakes: SimulatedRosParts, given: Partial<BuiltInSessionOptions> = {}) =>
  new Session({ ...options, ...given }, (checked, context) =>
    openSimulatedRos(checked as BuiltInSessionOptions, context, fakes),
  );

describe('the built-in world over ROS', () => {
  it('starts a master on simulated time, then simulator and node on it', async () => {
    const { fakes, closed, started } = parts();
    const context = fakeContext();
    const setup = await openSimulatedRos(options, context, fakes);
    expect(await new MasterApi(started.uri, '/test').getParam('/use_sim_time')).toBe(true);
    expect(started.args).toEqual(['--circuit', options.circuit, '--direction', 'forward', '--seed', '7']);
    expect(started.node).toMatchObject({ name: 'f1_brain', masterUri: started.uri, argv: [] });
    expect(setup).toMatchObject({ kind: 'ros', nodeName: '/car', decisionTopic: '/car/decision' });
    expect(setup.wallContacts()).toBeNull();
    await setup.beforeClose();
    expect(setup.wallContacts()).toBe(2);
    expect(await context.resources.release()).toEqual([]);
    expect(closed).toEqual(['node', 'simulator', 'master']);
  });

  it('lets the simulator have the start pose, if the circuit has such a place', async () => {
    const { fakes, started } = parts();
    const context = fakeContext();
    const startPose = { x_m: -8.1, y_m: 0.25, yaw_rad: -1.5 };
    await openSimulatedRos({ ...options, startPose }, context, fakes);
    expect(started.args.slice(6)).toEqual(['--start-pose', '-8.1,0.25,-1.5']);
    await context.resources.release();
    const far = { ...options, startPose: { ...startPose, y_m: 90 } };
    await expect(openSimulatedRos(far, fakeContext(), fakes)).rejects.toThrow(
      /lies \d+ m from the line of ring/,
    );
  });

  it('lets the simulator play the car, by the topics that the brain’s file names in place of its own', async () => {
    const file = path.join(newFolder(), 'brain.yml');
    writeFileSync(
      file,
      `Behaviors:
  Robot:
    BrainPath: line_follower
    Car: academy
    Sensors: {Cameras: {Camera_0: {Topic: /left/image_raw}}}
    Actuators: {Motors: {Motors_0: {Topic: /drive}}}
`,
    );
    const { fakes, started } = parts();
    const context = fakeContext();
    const setup = await openSimulatedRos({ ...options, brain: file }, context, fakes);
    expect(started.args.slice(6)).toEqual([
      ...['--car', 'academy', '/cam_f1_left/image_raw:=/left/image_raw', '/cmd_vel:=/drive'],
      '/cam_f1_left/camera_info:=/left/camera_info',
    ]);
    expect(setup.facts()).toMatchObject({
      topics: { camera: '/left/image_raw', odometry: '/odom', command: '/drive' },
    });
    expect(context.lines).toContain(
      'car academy: images /left/image_raw, odometry /odom, commands /drive; 640x480 bgr8 in the built-in world',
    );
    await context.resources.release();
  });

  it('does not start with a camera that the simulator has not', async () => {
    const file = path.join(newFolder(), 'compressed.yml');
    writeFileSync(file, 'Car: {Topics: {camera: /left/image_raw/compressed}}\n');
    const { fakes, started } = parts();
    const opening = openSimulatedRos({ ...options, car: file }, fakeContext(), fakes);
    await expect(opening).rejects.toThrow(
      'drives with /left/image_raw/compressed, but the built-in world publishes no compressed images; ' +
        'name /left/image_raw, or drive with --world lockstep',
    );
    expect(started.uri).toBe('');
  });

  it('lets the simulator have the camera’s timing, and tells record and statistics of it', async () => {
    const { fakes, started } = parts();
    const context = fakeContext();
    const timing = {
      cameraRate_hz: 10,
      cameraJitter_ms: 50,
      frameDrop: 0.1,
      latency_ms: 100,
      cameraStall: [{ duration_s: 0.35 }, { duration_s: 1, at_s: 5 }],
    };
    const setup = await openSimulatedRos({ ...options, ...timing }, context, fakes);
    expect(started.args.slice(6).join(' ')).toBe(
      '--camera-rate 10 --camera-jitter 50 --frame-drop 0.1 --latency 100 --camera-stall 0.35 --camera-stall 1@5',
    );
    const camera_timing = {
      rate_hz: 10,
      jitter_ms: 50,
      latency_ms: 100,
      frame_drop: 0.1,
      stalls: [
        { at_s: 5, duration_s: 1 },
        { at_s: 10, duration_s: 0.35 },
      ],
      file: null,
    };
    expect(setup.facts()).toMatchObject({ camera_timing });
    expect(setup.identity()).toEqual({ camera_timing });
    await context.resources.release();
  });

  it('starts neither master nor simulator where this process can have no node', async () => {
    const checkRoom = () => {
      throw new WorldError('this process is a ROS node already');
    };
    const { fakes, closed, started } = parts();
    const full = { ...fakes, transport: { ...fakes.transport, checkRoom } };
    await expect(sessionOn(full).open()).rejects.toThrow('this process is a ROS node already');
    expect([started.uri, closed]).toEqual(['', []]);
  });

  it('ends the run when the simulator does', async () => {
    const { fakes, endSimulator } = parts();
    const context = fakeContext();
    await openSimulatedRos(options, context, fakes);
    endSimulator('the simulator ended (code 1): out of memory');
    await new Promise(setImmediate);
    expect([context.ends, context.lines]).toEqual([
      ['world_lost'],
      ['the simulator ended (code 1): out of memory'],
    ]);
    await context.resources.release();
  });

  it('says nothing of a simulator that ends once the run is to end', async () => {
    const { fakes, endSimulator } = parts();
    const context = fakeContext();
    await openSimulatedRos(options, context, fakes);
    context.abort();
    endSimulator('the simulator ended (SIGTERM): ');
    await new Promise(setImmediate);
    expect(context.lines).toEqual([]);
    await context.resources.release();
  });

  it('ends the run when the node is told to', async () => {
    const { fakes, node } = parts();
    const context = fakeContext();
    await openSimulatedRos(options, context, fakes);
    node.kill();
    expect([context.ends, context.lines]).toEqual([['interrupted'], ['asked to end by rosnode kill']]);
    await context.resources.release();
  });
});

it('a lap over ROS that is interrupted while it opens has statistics, and everything is released', async () => {
  let session: Session | null = null;
  const { fakes, closed } = parts();
  const { startSimulator } = fakes;
  const interrupting: typeof startSimulator = async (given) => {
    void session?.end();
    return startSimulator(given);
  };
  session = sessionOn({ ...fakes, startSimulator: interrupting });
  const { statistics } = await session.run();
  expect(statistics).toMatchObject({
    ended_because: 'interrupted',
    brain: 'line_follower',
    completed: false,
    wall_contacts: 2,
  });
  expect(closed).toEqual(['node', 'simulator', 'master']);
});

describe('of the built-in world over ROS everything is released', () => {
  it('when the simulator does not come up', async () => {
    const failing = parts({
      startSimulator: async () => {
        throw new WorldError('the simulator was not ready after 30 s');
      },
    });
    await expect(sessionOn(failing.fakes).open()).rejects.toThrow('not ready after 30 s');
    expect(failing.closed).toEqual(['master']);
  });

  it('when the brain cannot be opened', async () => {
    const { fakes, closed } = parts();
    const { brainFile } = writeTinyModel({ content: Buffer.from('x') });
    await expect(sessionOn(fakes, { brain: brainFile }).open()).rejects.toThrow(ModelError);
    expect(closed).toEqual(['simulator', 'master']);
  });

  it('when the brain cannot be opened, with its error, long before the simulator is there', async () => {
    const { fakes, closed } = parts();
    const { startSimulator } = fakes;
    const slow: typeof startSimulator = async (given) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return startSimulator(given);
    };
    const { brainFile } = writeTinyModel({ content: Buffer.from('x') });
    const session = sessionOn({ ...fakes, startSimulator: slow }, { brain: brainFile });
    await expect(session.open()).rejects.toThrow(ModelError);
    expect(closed).toEqual(['simulator', 'master']);
  });

  it('when the node cannot be registered', async () => {
    const startNode = async () => {
      throw new WorldError('the master is gone');
    };
    const { fakes, closed } = parts({ transport: { startNode } });
    await expect(sessionOn(fakes).open()).rejects.toThrow('the master is gone');
    expect(closed).toEqual(['simulator', 'master']);
  });

  it('when the session is ended while it opens, whatever else fails then', async () => {
    let session: Session | null = null;
    const { fakes, closed } = parts({
      startSimulator: async () => {
        void session?.end();
        throw new WorldError('the simulator ended (SIGINT)');
      },
    });
    session = sessionOn(fakes);
    await expect(session.open()).rejects.toThrow(InterruptedError);
    expect(closed).toEqual(['master']);
  });

  it('when no odometry comes', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    try {
      const { fakes, closed } = parts();
      const session = sessionOn(fakes);
      await session.open();
      const running = session.run().catch((error: Error) => error);
      await jest.advanceTimersByTimeAsync(15_000);
      await jest.advanceTimersByTimeAsync(1000);
      expect(await running).toMatchObject({ message: 'no odometry came from the simulator within 15 s' });
      expect(closed).toEqual(['node', 'simulator', 'master']);
    } finally {
      jest.useRealTimers();
    }
  });
});

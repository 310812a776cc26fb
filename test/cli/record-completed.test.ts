import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { driveLockstep } from '../../src/cli/lap-lockstep';
import { readBrain } from '../../src/config/brain-file';
import { DEFAULT_RECORDING } from '../../src/config/recording';
import type { RosNode } from '../../src/ros/transport';
import { startRosSession } from '../../src/session/ros-session';
import { RunMonitor } from '../../src/session/run-monitor';
import { createLogger } from '../../src/support/logger';
import type { Brain } from '../../src/types';
import { RosWorld } from '../../src/world/ros/ros-world';
import { LockstepWorld } from '../../src/world/simulator/lockstep-world';
import { silentInvocation } from '../helpers/in-process';
import { contentsOf } from '../session/recording/support/bag-contents';

const io = silentInvocation();
const log = createLogger(io);
const circuit = loadCircuit('simple_circuit');

async function onlyBagIn(folder: string) {
  const bags = readdirSync(folder).filter((name) => name.endsWith('.bag'));
  expect(bags).toHaveLength(1);
  return (await contentsOf(path.join(folder, bags[0]!))).scan;
}

/** A session whose brain cannot be closed, on a node that only notes what is done to it. */
async function session(folder: string) {
  const done: string[] = [];
  const node = {
    name: '/car',
    useSimTime: true,
    resolve: (name: string) => name.replace('~', '/car/'),
    remapped: () => null,
    logger: log,
    advertise: () => ({ publish: () => {}, onDelivery: () => {}, subscribers: 0 }),
    advertiseService: () => {},
    subscribe: () => ({ close: async () => {} }),
    onMasterLost: () => {},
    onMasterFound: () => {},
    shutdown: async () => void done.push('node is shut down'),
  } as unknown as RosNode;
  const brain: Brain = {
    name: 'stubborn',
    model: null,
    provider: null,
    warmUp: async () => {},
    decide: async () => ({ v_mps: 0, w_radps: 0, inference_ms: null }),
    close: async () => {
      done.push('brain is closed');
      throw new Error('cannot be closed');
    },
  };
  const monitor = new RunMonitor({
    circuit: await circuit,
    direction: 'forward',
    laps: 1,
    log,
    progress: null,
    onEnd: () => {},
  });
  const starting = startRosSession({
    node,
    opened: { brain, configuration: readBrain('line_follower') },
    openAnother: async () => {
      throw new Error('there is no other brain');
    },
    monitor,
    folder,
    recording: DEFAULT_RECORDING,
    circuitArgument: null,
    facts: { circuit: null, direction: 'forward', laps: 1, seed: () => null, endless: false },
    wallContacts: () => null,
    log,
  });
  return { starting, done };
}

describe('the record is completed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-completed-'));
  });
  afterEach(() => jest.restoreAllMocks());

  test('where the brain cannot be closed', async () => {
    const { starting, done } = await session(folder);
    await expect((await starting).close()).rejects.toThrow('cannot be closed');
    expect(done).toEqual(['brain is closed', 'node is shut down']);
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
  });

  test('where the world over ROS cannot be entered, and brain and node are closed', async () => {
    jest.spyOn(RosWorld.prototype, 'start').mockRejectedValue(new Error('no way in'));
    const { starting, done } = await session(folder);
    await expect(starting).rejects.toThrow('no way in');
    expect(done).toEqual(['brain is closed', 'node is shut down']);
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
  });

  test('where the world in lockstep breaks', async () => {
    jest.spyOn(LockstepWorld.prototype, 'start').mockRejectedValue(new Error('fell apart'));
    const driving = driveLockstep({
      brain: readBrain('line_follower'),
      circuit: await circuit,
      circuitArgument: 'simple_circuit',
      direction: 'forward',
      laps: 1,
      seed: 1,
      folder,
      recording: DEFAULT_RECORDING,
      log,
      progress: null,
      io,
    });
    await expect(driving).rejects.toThrow('fell apart');
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
  });
});

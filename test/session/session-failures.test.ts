import { readdirSync } from 'node:fs';
import path from 'node:path';
import { RecordingSwitch } from '../../src/session/recording/recording-switch';
import { type OpenSetup, Session } from '../../src/session/session';
import type { LogEvent } from '../../src/session/session-events';
import type { Setup } from '../../src/session/setup/setup';
import { LockstepWorld } from '../../src/world/simulator/lockstep-world';
import { contentsOf } from './recording/support/bag-contents';
import { FakeBrain, FakeWorld, fakeSetup } from './support/fake-setup';
import { newFolder, ringLap } from './support/lap-ring';

const broken = () => {
  throw new Error('broken');
};

/** A session on a setup by hand; what was released, in order. */
function sessionOn(parts: (released: string[]) => Partial<Setup>, last: () => unknown = () => {}) {
  const released: string[] = [];
  const open: OpenSetup = async (_, { resources, openFolder }) => {
    openFolder(null, 'nowhere');
    for (const name of ['master', 'node', 'world']) resources.add(() => void released.push(name));
    await last();
    return fakeSetup({
      opened: new FakeBrain('first', () => released.push('brain')).opened,
      ...parts(released),
    });
  };
  return { session: new Session({ world: 'external' }, open), released };
}

async function onlyBagIn(folder: string) {
  const bags = readdirSync(folder).filter((name) => name.endsWith('.bag'));
  expect(bags).toHaveLength(1);
  return (await contentsOf(path.join(folder, bags[0]!))).scan;
}

describe('a session whose phase fails releases everything, in reverse order', () => {
  afterEach(() => jest.restoreAllMocks());

  it('when it opens', async () => {
    const { session, released } = sessionOn(() => ({}), broken);
    await expect(session.run()).rejects.toThrow('broken');
    expect(released).toEqual(['world', 'node', 'master']);
    await expect(session.result).rejects.toThrow('broken');
  });

  it.each<[string, () => Partial<Setup>]>([
    ['when the car is brought to its start', () => ({ bringToStart: broken })],
    ['when the world is entered', () => ({ world: new FakeWorld(broken) })],
    ['when it waits for the world', () => ({ ready: broken })],
  ])('%s', async (_, parts) => {
    const { session, released } = sessionOn(parts);
    await expect(session.run()).rejects.toThrow('broken');
    expect(released).toEqual(['brain', 'world', 'node', 'master']);
    expect(session.state).toBe('ended');
  });

  it('when the record cannot begin', async () => {
    jest.spyOn(RecordingSwitch.prototype, 'start').mockRejectedValue(new Error('no room'));
    const { session, released } = sessionOn(() => ({ folder: newFolder() }));
    await expect(session.run()).rejects.toThrow('no room');
    expect(released).toEqual(['brain', 'world', 'node', 'master']);
  });

  it('when the world is asked a last time, and the record is complete', async () => {
    const folder = newFolder();
    const { session, released } = sessionOn(() => ({ folder, beforeClose: broken }));
    await session.start();
    await expect(session.end()).rejects.toThrow('broken');
    expect(released).toEqual(['brain', 'world', 'node', 'master']);
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
  });

  it('when the brain cannot be closed, and record and statistics are complete', async () => {
    const folder = newFolder();
    const stubborn = new FakeBrain('stubborn', broken);
    const { session, released } = sessionOn(() => ({ folder, opened: stubborn.opened }));
    await session.start();
    await expect(session.end()).rejects.toThrow('broken');
    expect([stubborn.closed, released]).toEqual([1, ['world', 'node', 'master']]);
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
    expect(readdirSync(folder)).toContain('statistics.json');
  });

  it('and says what else went wrong', async () => {
    const stubborn = new FakeBrain('stubborn', () => {
      throw new Error('cannot be closed');
    });
    const { session, released } = sessionOn(() => ({ ready: broken, opened: stubborn.opened }));
    const lines: LogEvent[] = [];
    session.on('log', (line) => lines.push(line));
    await expect(session.run()).rejects.toThrow('broken');
    expect(lines).toEqual([{ level: 'error', message: 'cannot be closed' }]);
    expect(released).toEqual(['world', 'node', 'master']);
  });

  it('when the world in lockstep breaks, and the record is complete', async () => {
    jest.spyOn(LockstepWorld.prototype, 'start').mockRejectedValue(new Error('fell apart'));
    const folder = newFolder();
    await expect(new Session(ringLap({ out: folder })).run()).rejects.toThrow('fell apart');
    expect(await onlyBagIn(folder)).toMatchObject({ indexed: true, damage: [] });
  });
});

it('a car is stopped before anything is released', async () => {
  const world = new FakeWorld();
  const order: string[] = [];
  const command = world.command.bind(world);
  world.command = (given) => {
    order.push('stop');
    command(given);
  };
  const { session } = sessionOn(() => ({
    world,
    opened: new FakeBrain('first', () => order.push('brain')).opened,
    beforeClose: async () => void order.push('asked'),
  }));
  await session.start();
  await session.end();
  expect(order).toEqual(['stop', 'asked', 'stop', 'brain']);
  expect(world.commands).toEqual(Array(2).fill({ v_mps: 0, w_radps: 0 }));
});

it('a world that no longer takes a command fails the session in place of leaving it without an end', async () => {
  const world = new FakeWorld();
  const { session, released } = sessionOn(() => ({ world }));
  await session.start();
  world.command = broken;
  await expect(session.end()).rejects.toThrow('broken');
  expect(released).toEqual(['brain', 'world', 'node', 'master']);
});

it('a session that is asked to end is ending at once, paused or not: nothing pauses or resumes it', async () => {
  for (const isPaused of [false, true]) {
    const { session } = sessionOn(() => ({}));
    await session.start();
    if (isPaused) session.pause();
    const ended = session.end();
    expect(session.state).toBe('ending');
    await ended;
  }
});

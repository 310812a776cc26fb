import { loadCircuit } from '../../src/circuit/load';
import { LiveByParameters } from '../../src/cli/live-by-parameters';
import { MemoryGraph } from '../../src/ros/memory/graph';
import { Session } from '../../src/session/session';
import type { ExternalSessionOptions } from '../../src/session/session-options';
import { openExternal } from '../../src/session/setup/external';
import { asksForPage } from '../../src/session/setup/live-parameters';
import { startRosSimulator } from '../../src/world/simulator/ros-simulator';
import { FakeSignals } from '../helpers/in-process';
import { LiveClient } from '../live/support/live-client';
import { ringLap } from '../session/support/lap-ring';

/** A node with the parameters of a command line, beside the built-in world, and the page that they ask for. */
async function node(...argv: readonly string[]) {
  const graph = new MemoryGraph({ '/use_sim_time': true });
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const circuit = await loadCircuit(ringLap().circuit!);
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit,
    direction: 'forward',
    seed: 1,
    realTimeFactor: 1,
  });
  const given: ExternalSessionOptions = { world: 'external', brain: 'line_follower', out: null, argv };
  const session = new Session(given, (checked, context) =>
    openExternal(checked as ExternalSessionOptions, context, graph),
  );
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const signals = new FakeSignals();
  let interrupts = 0;
  signals.on('SIGINT', () => {
    interrupts += 1;
  });
  const page = new LiveByParameters(session, { env: {}, signals: signals }, { info: say, warn: say });
  const end = async () => {
    await simulator.close();
    await gazebo.shutdown();
  };
  return { session, page, lines, end, interrupts: () => interrupts };
}

test('a node whose parameters ask for a page has one', async () => {
  const { session, page, lines, end, interrupts } = await node(
    '_live_port:=0',
    '_live_token:=a-long-enough-token',
  );
  await session.start();
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const address = /^live page: (http:\/\/127\.0\.0\.1:\d+\/\?token=a-long-enough-token)$/.exec(
    lines[0]!,
  )![1]!;
  const client = await LiveClient.open(address);
  await client.until(() => client.newest('state')?.state === 'driving');
  expect(client.newest('hello')).toMatchObject({ kind: 'session', world: 'ros' });
  expect(await client.control('stop')).toMatchObject({ isDone: true });
  await session.result;
  expect(interrupts()).toBe(1);
  await page.close();
  expect((await client.closed).code).toBe(1001);
  await end();
});

test('a page that cannot be had ends the run', async () => {
  const { session, page, end } = await node('_live_token:=short');
  await session.start();
  expect((await session.result).statistics.ended_because).toBe('interrupted');
  await expect(page.close()).rejects.toThrow('~live_token: a token has 8 to 200 characters');
  await end();
});

test('a node without such parameters has no page', () => {
  expect([{}, { live: true }, { livePort: 0 }, { live: false, livePort: 0 }].map(asksForPage)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

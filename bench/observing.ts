/**
 * What watching a node and swapping its brain does to its commands: the built-in world, a node in a process of its own,
 * and an observer here. Prints one JSON object: latencies from frame to command and the longest time between two
 * commands, by what was done meanwhile.
 *
 *     npx jiti bench/observing.ts --help
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pause } from '../scripts/support/processes';
import { integerFrom, positiveNumber, program, runProgram } from '../scripts/support/program';
import { rosnodejs } from '../src/ros/rosnodejs/index';
import type { RosNode } from '../src/ros/transport';
import { ascending, nearestRank } from '../src/support/statistics';
import { RosProcesses } from './support/ros-processes';

/** Latencies and gaps while something was done, milliseconds; null where no command came. */
export interface CommandTimes {
  readonly commands: number;
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  readonly max_ms: number | null;
  readonly longest_gap_ms: number | null;
}

/** What the program prints. */
export interface ObservingResult {
  /** By what was done meanwhile. */
  readonly results: Readonly<Record<string, CommandTimes>>;
  /** Times that opening, checking and warming up the other brain took, ascending. */
  readonly load_ms: readonly number[];
}

interface Options {
  seconds: number;
  changes: number;
}

async function main(options: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-observing-'));
  const ros = await RosProcesses.start();
  try {
    const world = await ros.start(['simulate'], /is ready/);
    const args = ['run', 'slim_pilotnet', '--compensation', 'off', '--no-record', '--out', folder];
    const node = await ros.start(args, /drives with/);
    const observer = await rosnodejs.startNode({
      name: 'observer',
      masterUri: ros.masterUri,
      host: '127.0.0.1',
      argv: [],
    });
    process.stdout.write(`${JSON.stringify(await observe(observer, options))}\n`);
    await observer.shutdown();
    for (const child of [node, world]) await ros.interrupt(child);
  } finally {
    await ros.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function observe(observer: RosNode, { seconds, changes }: Options): Promise<ObservingResult> {
  const watch = new CommandWatch(observer);
  await pause(5000);
  const undisturbed = await watch.during(() => pause(seconds * 1000));
  const ignore = () => {};
  const subscriptions = [
    observer.subscribe('/f1_brain/debug/image', 'sensor_msgs/Image', ignore),
    observer.subscribe('/f1_brain/metrics', 'f1_brain/Metrics', ignore),
    observer.subscribe('/diagnostics', 'diagnostic_msgs/DiagnosticArray', ignore),
  ];
  await pause(1000);
  const watched = await watch.during(() => pause(seconds * 1000));
  for (const subscription of subscriptions) await subscription.close();
  const load_ms: number[] = [];
  const changing = await watch.during(async () => {
    for (let i = 0; i < changes; i++) {
      load_ms.push(await loadBrain(observer, i % 2 === 0 ? 'pilotnet_int8' : 'slim_pilotnet'));
      await pause(1000);
    }
  });
  return {
    results: {
      'no subscribers': undisturbed,
      'debug image, metrics and diagnostics subscribed': watched,
      [`${changes} brain swaps`]: changing,
    },
    load_ms: [...ascending(load_ms)],
  };
}

/** The node's decisions while something happens. */
class CommandWatch {
  readonly #decisions: { left_ms: number; latency_ms: number }[] = [];

  constructor(observer: RosNode) {
    observer.subscribe('/f1_brain/decision', 'f1_brain/Decision', ({ left_ms, sensor_to_actuator_ms }) => {
      this.#decisions.push({ left_ms, latency_ms: sensor_to_actuator_ms });
    });
  }

  async during(action: () => Promise<void>): Promise<CommandTimes> {
    this.#decisions.length = 0;
    await action();
    const decisions = [...this.#decisions];
    const latencies = ascending(decisions.map(({ latency_ms }) => latency_ms));
    const gaps = decisions.slice(1).map(({ left_ms }, i) => left_ms - decisions[i]!.left_ms);
    return {
      commands: decisions.length,
      p50_ms: nearestRank(latencies, 0.5),
      p99_ms: nearestRank(latencies, 0.99),
      max_ms: nearestRank(latencies, 1),
      longest_gap_ms: nearestRank(ascending(gaps), 1),
    };
  }
}

/** @returns milliseconds that the node took */
async function loadBrain(observer: RosNode, model: string): Promise<number> {
  const request = { brain: 'pilotnet', model, provider: '' };
  const answer = await observer.callService('/f1_brain/load_brain', 'f1_brain/LoadBrain', request, 30_000);
  if (!answer.success) throw new Error(answer.message);
  return answer.load_ms;
}

void runProgram(
  program('npx jiti bench/observing.ts', 'Measures what watching a node and swapping its brain costs.')
    .option('--seconds <s>', 'how long to measure without and with subscribers', positiveNumber, 20)
    .option('--changes <n>', 'swaps of the brain', integerFrom(1), 10)
    .action(main),
);

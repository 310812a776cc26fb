/**
 * The node with and without compensation in turn: the built-in world, and a node in a process of its own. Prints one JSON
 * object: latencies from frame to command, by brain and setting.
 *
 *     npx jiti bench/compensated-node.ts --help
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pause } from '../scripts/support/processes';
import { names, positiveNumber, program, runProgram } from '../scripts/support/program';
import type { CompensationMode } from '../src/config/compensation';
import { rosnodejs } from '../src/ros/rosnodejs/index';
import { type Measured, summarize } from './support/measure';
import { RosProcesses } from './support/ros-processes';

/** Time of a new node before what counts: caches and compilers are cold. */
const WARM_UP_S = 5;

/** What the program prints: latencies by brain and setting. */
export type CompensatedNode = Readonly<Record<string, Readonly<Record<CompensationMode, Measured>>>>;

interface Options {
  seconds: number;
  brains: string[];
}

async function main({ seconds, brains }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-compensated-'));
  const ros = await RosProcesses.start();
  try {
    const world = await ros.start(['simulate'], /is ready/);
    const observer = await rosnodejs.startNode({
      name: 'observer',
      masterUri: ros.masterUri,
      host: '127.0.0.1',
      argv: [],
    });
    const latencies_ms: number[] = [];
    observer.subscribe('/f1_brain/decision', 'f1_brain/Decision', ({ sensor_to_actuator_ms }) => {
      latencies_ms.push(sensor_to_actuator_ms);
    });
    const measureNode = async (brain: string, mode: CompensationMode): Promise<Measured> => {
      const args = ['run', brain, '--compensation', mode, '--no-record', '--out', folder];
      const node = await ros.start(args, /drives with/);
      await pause(WARM_UP_S * 1000);
      latencies_ms.length = 0;
      await pause(seconds * 1000);
      const measured = summarize(latencies_ms);
      await ros.interrupt(node);
      return measured;
    };
    const results: Record<string, CompensatedNode[string]> = {};
    for (const brain of brains) {
      const off = await measureNode(brain, 'off');
      results[brain] = { off, auto: await measureNode(brain, 'auto') };
    }
    process.stdout.write(`${JSON.stringify(results satisfies CompensatedNode)}\n`);
    await observer.shutdown();
    await ros.interrupt(world);
  } finally {
    await ros.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void runProgram(
  program('npx jiti bench/compensated-node.ts', 'Measures a node with and without compensation.')
    .option('--seconds <s>', 'how long to measure each node', positiveNumber, 10)
    .option('--brains <names>', 'brains', names, ['slim_pilotnet', 'line_follower'])
    .action(main),
);

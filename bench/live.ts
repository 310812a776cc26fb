/**
 * What open live pages cost the car: laps over ROS in real time, with the server and 0, 1 or 10 open pages that take every
 * image, in turn. Prints one JSON object: step time and latency by the number of pages, and the change of the step time's p99
 * against no page. Needs a quiet machine.
 *
 *     npx jiti bench/live.ts --help
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { MAIN } from '../scripts/support/paths';
import { integerFrom, program, runProgram, say } from '../scripts/support/program';
import { SOCKET_PATH } from '../src/live/messages';
import type { ViewRequest } from '../src/live/page-requests';
import { median } from '../src/support/statistics';

const PEAK_MEMORY = path.join(__dirname, 'support', 'peak-memory.cjs');
const PAGES = [0, 1, 10];
const VIEW: ViewRequest = { type: 'view', kinds: ['camera', 'crop'], width: 640, rate_hz: 15 };

interface Options {
  brain: string;
  circuit: string;
  laps: number;
  rounds: number;
}

/** Of one run. */
interface Taken {
  readonly step_p50_ms: number;
  readonly step_p99_ms: number;
  readonly latency_p99_ms: number;
  /** Of the process that drives, the pages' thread included. */
  readonly processor_s: number;
  readonly seconds: number;
  readonly images: number;
}

async function main(options: Options): Promise<void> {
  const taken = new Map<number, Taken[]>(PAGES.map((pages) => [pages, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const pages of PAGES) {
      const one = await drive(pages, options);
      taken.get(pages)!.push(one);
      say(`round ${round}, ${pages} pages: step p99 ${one.step_p99_ms.toFixed(3)} ms, ${one.images} images`);
    }
  }
  const p99_ms = (pages: number) => median(taken.get(pages)!.map(({ step_p99_ms }) => step_p99_ms))!;
  const results = PAGES.map((pages) => ({
    pages,
    step_p99_ms: p99_ms(pages),
    step_p99_change_percent: 100 * (p99_ms(pages) / p99_ms(0) - 1),
    runs: taken.get(pages),
  }));
  process.stdout.write(`${JSON.stringify({ ...options, results })}\n`);
}

/** Drives with a number of pages open. */
async function drive(pages: number, { brain, circuit, laps }: Options): Promise<Taken> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-live-'));
  const since_ms = performance.now();
  const args = ['lap', brain, '--circuit', circuit, '--laps', String(laps)];
  const child = spawn(
    process.execPath,
    ['-r', PEAK_MEMORY, MAIN, ...args, '--live', '0', '--no-record', '--out', folder, '--json'],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  let [log, json, usage, images] = ['', '', '', 0];
  child.stdio[3]!.on('data', (part: Buffer) => {
    usage += part.toString();
  });
  child.stdout!.on('data', (part: Buffer) => {
    json += part.toString();
  });
  child.stderr!.on('data', (part: Buffer) => {
    const isNew = !log.includes('live page: ');
    log += part.toString();
    const address = /live page: (\S+)\n/.exec(log)?.[1];
    if (!isNew || address === undefined) return;
    for (let i = 0; i < pages; i++) open(address, () => (images += 1));
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`f1-brain ${args.join(' ')} ended with ${code}: ${log}`);
  const { step_time_ms, sensor_to_actuator_ms } = JSON.parse(json);
  // Threads of the process write theirs before.
  const [, processor_s] = JSON.parse(usage.slice(usage.lastIndexOf('['))) as [number, number];
  return {
    step_p50_ms: step_time_ms.p50,
    step_p99_ms: step_time_ms.p99,
    latency_p99_ms: sensor_to_actuator_ms.p99,
    processor_s,
    seconds: (performance.now() - since_ms) / 1000,
    images,
  };
}

function open(address: string, onImage: () => void): void {
  const url = new URL(address.replace(/^http/, 'ws'));
  url.pathname = SOCKET_PATH;
  const socket = new WebSocket(url.href);
  socket.on('open', () => socket.send(JSON.stringify(VIEW)));
  socket.on('message', (_: Buffer, isBinary: boolean) => {
    if (isBinary) onImage();
  });
  socket.on('error', () => {});
}

void runProgram(
  program('npx jiti bench/live.ts', 'what open live pages cost the car')
    .option('--brain <name>', 'brain that drives', 'slim_pilotnet')
    .option('--circuit <name>', 'circuit', 'simple_circuit')
    .option('--laps <number>', 'laps of a run', integerFrom(1), 1)
    .option('--rounds <number>', 'runs with each number of pages', integerFrom(1), 5)
    .action(main),
);

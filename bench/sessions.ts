/**
 * What lockstep laps cost a process that drives one session after the other: `npx jiti bench/sessions.ts --help`.
 *
 * Measured is the processor time of the whole process, all of its threads, from the opening of a session to its result,
 * so that other work on the machine matters less than for the wall clock. The first lap includes what a process does once
 * (compiling, onnxruntime, libvips); the later ones are those of a process that has driven before.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { integerFrom, program, runProgram } from '../scripts/support/program';
import { Session } from '../src/session/session';

interface Options {
  brain: string;
  circuit: string;
  record: boolean;
  laps: number;
}

/** One session of one lap. */
export interface SessionCost {
  readonly simulated_s: number;
  readonly processor_s: number;
  /** The part of it until the session was open. */
  readonly opening_s: number;
  /** Resident set of the process afterwards. */
  readonly resident_mb: number;
}

async function main({ laps, ...options }: Options): Promise<void> {
  const costs: SessionCost[] = [];
  for (let lap = 0; lap < laps; lap++) costs.push(await driveLap(options));
  process.stdout.write(`${JSON.stringify(costs)}\n`);
}

async function driveLap({ brain, circuit, record }: Omit<Options, 'laps'>): Promise<SessionCost> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const before = process.cpuUsage();
    const session = new Session({
      world: 'lockstep',
      brain,
      circuit,
      logLevel: 'error',
      ...(record ? { out: path.join(folder, 'run') } : { out: null }),
    });
    await session.open();
    const opening_s = processorSince(before);
    const { statistics } = await session.run();
    const processor_s = processorSince(before);
    if (!statistics.completed) throw new Error(`${brain} did not complete its lap of ${circuit}`);
    const resident_mb = process.memoryUsage.rss() / 1e6;
    return { simulated_s: statistics.simulated_seconds ?? Number.NaN, processor_s, opening_s, resident_mb };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function processorSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

void runProgram(
  program(
    'npx jiti bench/sessions.ts',
    'Drives laps in lockstep, one session each, and prints their cost as JSON.',
  )
    .option('--brain <name>', 'a name in brains/ or models/', 'slim_pilotnet')
    .option('--circuit <name>', 'circuit', 'simple_circuit')
    .option('--record', 'write all files of a run: bag without images, statistics, image of the path', false)
    .option('--laps <n>', 'sessions', integerFrom(1), 20)
    .action(main),
);

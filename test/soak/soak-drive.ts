import { rmSync } from 'node:fs';
import path from 'node:path';
import { pause } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { rosnodejs } from '../../src/ros/rosnodejs/index';
import type { RunStatistics } from '../../src/session/run-files';
import { ascending, nearestRank } from '../../src/support/statistics';
import { compileProbe, type ProcessSample, WatchedProcess } from './watched-process';

export interface SoakOptions {
  readonly minutes: number;
  /** Simulated over wall time. */
  readonly rtf: number;
  readonly brain: string;
  readonly circuit: string;
  readonly out: string;
  readonly record: boolean;
}

/** What a node beside the one under test hears of the drive, since the sample before. */
export interface DriveSample {
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
  /** Since the start. */
  readonly decisions: number;
  readonly real_time_factor: number | null;
}

export const PROCESSES = ['node', 'simulator', 'master'] as const;

export type SoakSample = Readonly<Record<(typeof PROCESSES)[number], ProcessSample>> & {
  readonly minutes: number;
  readonly drive: DriveSample;
};

/** Even a short soak has enough samples for a line through those that were taken after a garbage collection. */
const FEWEST_SAMPLES = 60;
const TELL_PERIOD_MS = 30_000;

/** Drives, and looks at all processes every few seconds.
 *  @throws Error where a process ends before its time */
export async function soak(
  options: SoakOptions,
): Promise<{ samples: SoakSample[]; statistics: RunStatistics }> {
  const { brain, circuit, minutes, rtf, out } = options;
  const period_ms = Math.min(5000, (minutes * 60_000) / FEWEST_SAMPLES);
  const processes = new Processes(period_ms);
  let listener: DriveListener | null = null;
  try {
    const master = await processes.start('master', ['master', '--port', '0'], /ROS_MASTER_URI=(http\S+)/);
    const uri = master.ready[1] ?? '';
    const world = ['simulate', '--circuit', circuit, '--rtf', String(rtf)];
    const simulator = await processes.start('simulator', world, /is ready/, uri);
    listener = await DriveListener.start(uri);
    const args = ['run', brain, '--circuit', circuit, '--json', '--out', path.join(out, 'run')];
    if (!options.record) args.push('--no-record');
    const node = await processes.start('node', args, /drives with/, uri);
    say(`${brain} drives ${circuit} for ${minutes} min at ${rtf} times real time`);
    const watched = { master: master.process, simulator: simulator.process, node: node.process };
    const samples = await takeSamples(watched, listener, minutes, period_ms);
    const how = await node.process.stop();
    if (how !== 0) throw new Error(`the node ended with ${how}:\n${node.process.log}`);
    return { samples, statistics: JSON.parse(node.process.output) as RunStatistics };
  } finally {
    await listener?.close();
    await processes.stop();
  }
}

/** The processes of a soak; they end when this one is told to. */
class Processes {
  readonly #period_ms: number;
  readonly #probe = compileProbe();
  readonly #all: WatchedProcess[] = [];

  constructor(period_ms: number) {
    this.#period_ms = period_ms;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        for (const one of this.#all) one.kill('SIGTERM');
        process.exit(130);
      });
    }
  }

  async start(name: string, args: readonly string[], ready: RegExp, masterUri?: string) {
    const one = new WatchedProcess(name, args, this.#probe, {
      SOAK_PERIOD_MS: String(this.#period_ms),
      ROS_IP: '127.0.0.1',
      ...(masterUri !== undefined && { ROS_MASTER_URI: masterUri }),
    });
    this.#all.push(one);
    return { process: one, ready: await one.line(ready) };
  }

  async stop(): Promise<void> {
    for (const one of this.#all.reverse()) await one.stop('SIGTERM');
    rmSync(path.dirname(this.#probe), { recursive: true, force: true });
  }
}

/** Listens to the node's decisions and the simulator's speed, as any other node would. */
class DriveListener {
  #latencies_ms: number[] = [];
  #decisions = 0;
  #real_time_factor: number | null = null;
  readonly close: () => Promise<void>;

  private constructor(close: () => Promise<void>) {
    this.close = close;
  }

  static async start(masterUri: string): Promise<DriveListener> {
    const options = { name: 'soak', argv: [], masterUri, host: '127.0.0.1', handleSignals: false };
    const node = await rosnodejs.startNode(options);
    const listener = new DriveListener(() => node.shutdown());
    node.subscribe('/f1_brain/decision', 'f1_brain/Decision', ({ sensor_to_actuator_ms }) => {
      listener.#decisions += 1;
      listener.#latencies_ms.push(sensor_to_actuator_ms);
    });
    const topic = '/gazebo/performance_metrics';
    node.subscribe(topic, 'gazebo_msgs/PerformanceMetrics', ({ real_time_factor }) => {
      listener.#real_time_factor = real_time_factor;
    });
    return listener;
  }

  sample(): DriveSample {
    const sorted = ascending(this.#latencies_ms);
    this.#latencies_ms = [];
    return {
      p50_ms: nearestRank(sorted, 0.5),
      p99_ms: nearestRank(sorted, 0.99),
      decisions: this.#decisions,
      real_time_factor: this.#real_time_factor,
    };
  }
}

async function takeSamples(
  watched: Readonly<Record<(typeof PROCESSES)[number], WatchedProcess>>,
  listener: DriveListener,
  minutes: number,
  period_ms: number,
): Promise<SoakSample[]> {
  const begin_ms = performance.now();
  const samples: SoakSample[] = [];
  let told_ms = Number.NEGATIVE_INFINITY;
  while (performance.now() - begin_ms < minutes * 60_000) {
    await pause(period_ms);
    const gone = Object.values(watched).find((one) => !one.running);
    if (gone) throw new Error(`${gone.name} has ended:\n${gone.log}`);
    const now_ms = performance.now();
    const sample: SoakSample = {
      minutes: (now_ms - begin_ms) / 60_000,
      master: watched.master.sample(),
      simulator: watched.simulator.sample(),
      node: watched.node.sample(),
      drive: listener.sample(),
    };
    samples.push(sample);
    if (now_ms - told_ms < TELL_PERIOD_MS) continue;
    told_ms = now_ms;
    say(formatSample(sample));
  }
  return samples;
}

function formatSample({ minutes, node, simulator, drive }: SoakSample): string {
  const processOf = (name: string, { rss_mib, handles }: ProcessSample) =>
    `${name} ${rss_mib?.toFixed(0)} MiB, ${handles} handles`;
  return (
    `${minutes.toFixed(1).padStart(5)} min: ${processOf('node', node)}; ${processOf('simulator', simulator)}; ` +
    `frame to command ${drive.p50_ms?.toFixed(2)} ms p50, ${drive.p99_ms?.toFixed(2)} ms p99; ` +
    `${drive.decisions} decisions, ${drive.real_time_factor?.toFixed(2)} times real time`
  );
}

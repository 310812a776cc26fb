import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { findFreePort } from '../../src/support/free-port';
import { pause } from '../support/processes';
import { bytesOfText } from './text-format';

const run = promisify(execFile);
const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 10_000;
/** Reports come five a second. */
const REPORTS_LIMIT_MS = 20_000;
const IMAGE_LIMIT_MS = 60_000;

/** Complaints of Gazebo's parser about an SDF file; empty where it has none. */
export async function sdfComplaints(file: string, models: string): Promise<string[]> {
  const { stdout, stderr } = await run('gz', ['sdf', '-k', file], { env: environment(models, 0) });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/^Check complete/.test(line));
}

function environment(models: string, port: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GAZEBO_MODEL_PATH: models,
    GAZEBO_MODEL_DATABASE_URI: '',
    GAZEBO_MASTER_URI: `http://127.0.0.1:${port}`,
    GAZEBO_IP: '127.0.0.1',
  };
}

export interface WorldStats {
  readonly simulated_s: number;
  /** Null where one report is not enough. */
  readonly real_time_factor: number | null;
}

/** Pose of a model: metres and radians. */
export interface ModelPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly z_m: number;
  readonly pitch_rad: number;
  readonly yaw_rad: number;
}

/** A gzserver with one world, and what gz asks of it. Without a display it renders on a virtual one. */
export class GazeboServer {
  /** From the start of the process until the world first published its time. */
  readonly load_s: number;
  readonly #world: Process;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(world: Process, env: NodeJS.ProcessEnv, load_s: number) {
    this.#world = world;
    this.#env = env;
    this.load_s = load_s;
  }

  /** @throws Error where the world does not come up */
  static async start(world: string, models: string): Promise<GazeboServer> {
    const env = environment(models, await findFreePort('127.0.0.1'));
    const command = ['--verbose', world];
    const begin_ms = performance.now();
    const gzserver = process.env.DISPLAY
      ? new Process('gzserver', command, env)
      : new Process('xvfb-run', ['-a', '-s', '-screen 0 1280x1024x24', 'gzserver', ...command], env);
    while ((await worldStats(env, 1)) === null) {
      if (gzserver.isOver || performance.now() - begin_ms > START_LIMIT_MS) {
        await gzserver.stop();
        throw new Error(`gzserver does not start ${world}:\n${gzserver.output}`);
      }
      await pause(200);
    }
    return new GazeboServer(gzserver, env, (performance.now() - begin_ms) / 1000);
  }

  /** Lines that begin with Err or Wrn, without those of parts that this check does without. */
  complaints(): string[] {
    const known = /libgazebo_ros_|OpenAL|audio|Queue limit reached|Deleting a connection right/i;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: gzserver colours its output
    const lines = this.#world.output.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
    return lines.filter((line) => /^\[(Err|Wrn)\]|^(Warning|Error) \[/.test(line) && !known.test(line));
  }

  /** Null where too few reports come.
   *  @param count how many reports, five a second, to wait for */
  stats(count: number): Promise<WorldStats | null> {
    return worldStats(this.#env, count);
  }

  /** @throws Error where the world has no such model */
  async pose(model: string): Promise<ModelPose> {
    // gz now and then aborts on its way out, after it has answered: the answer counts, not the exit code.
    const { stdout } = await run('gz', ['model', '-m', model, '-p'], { env: this.#env }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
    );
    const [x_m, y_m, z_m, , pitch_rad, yaw_rad] = stdout.trim().split(/\s+/).map(Number);
    const pose = { x_m, y_m, z_m, pitch_rad, yaw_rad };
    if (!isPose(pose)) throw new Error(`no pose of ${model}: '${stdout}'`);
    return pose;
  }

  /** The second image that a camera sends, as rgb8: the first may be of a world that is still being made. */
  async image(topic: string): Promise<Buffer> {
    const begin = '\n  data: "';
    const isEnough = (text: string) => text.split(begin).length > 3;
    const text = await listen(this.#env, ['topic', '-e', topic], isEnough, IMAGE_LIMIT_MS);
    const data = text.split(begin)[2];
    if (data === undefined) throw new Error(`no image on ${topic}`);
    return bytesOfText(data);
  }

  /** Images per second of wall time; null where none came. */
  async imageRate(topic: string, seconds: number): Promise<number | null> {
    const args = ['topic', '-z', topic, '-d', String(seconds)];
    const text = await listen(this.#env, args, () => false, 1000 * seconds + 10_000);
    // One line an image, the inverse of its distance from the one before; the first ones come while gz connects.
    const rates = [...text.matchAll(/Hz:\s*([\d.]+)/g)].map((match) => Number(match[1])).slice(3);
    return rates.length === 0 ? null : rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
  }

  async stop(): Promise<void> {
    await this.#world.stop();
  }
}

function isPose(pose: Readonly<Record<keyof ModelPose, number | undefined>>): pose is ModelPose {
  return Object.values(pose).every((value) => value !== undefined && !Number.isNaN(value));
}

async function worldStats(env: NodeJS.ProcessEnv, count: number): Promise<WorldStats | null> {
  const isEnough = (text: string) => text.split('\n').length > count + 1;
  const text = await listen(env, ['stats', '-p'], isEnough, REPORTS_LIMIT_MS);
  const rows = text
    .split('\n')
    .filter((line) => /^[\d.]+,/.test(line))
    .map((line) => {
      const [, simulated_s = Number.NaN, real_s = Number.NaN] = line.split(',').map(Number);
      return { simulated_s, real_s };
    });
  const [first, last] = [rows[0], rows.at(-1)];
  if (rows.length < count || first === undefined || last === undefined) return null;
  const factor = (last.simulated_s - first.simulated_s) / (last.real_s - first.real_s);
  return { simulated_s: last.simulated_s, real_time_factor: count > 1 ? factor : null };
}

/** Output of a gz command that goes on until there is enough of it or the time is over. */
async function listen(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  isEnough: (text: string) => boolean,
  timeout_ms: number,
): Promise<string> {
  const gz = new Process('gz', args, env, 'latin1');
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeout_ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    void gz.end.then(end);
    gz.onOutput(() => {
      if (isEnough(gz.output)) end();
    });
  });
  gz.kill('SIGKILL');
  return gz.output;
}

/** A program with a process group of its own. */
class Process {
  readonly end: Promise<void>;
  output = '';
  readonly #child: ChildProcess;

  constructor(
    file: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    encoding: BufferEncoding = 'utf8',
  ) {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    this.end = new Promise((resolve) => child.once('exit', () => resolve()));
    for (const stream of encoding === 'utf8' ? [child.stdout, child.stderr] : [child.stdout]) {
      stream.setEncoding(encoding).on('data', (text: string) => {
        this.output += text;
      });
    }
    child.stderr.resume();
  }

  /** A process that a signal ended has no exit code. */
  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  onOutput(listener: () => void): void {
    this.#child.stdout?.on('data', listener);
  }

  /** All of the process' group, what it left behind included. */
  kill(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async stop(): Promise<void> {
    this.kill('SIGINT');
    await Promise.race([this.end, pause(END_LIMIT_MS)]);
    // xvfb-run may be gone before gzserver is.
    await pause(1000);
    this.kill('SIGKILL');
    await this.end;
  }
}

import { execFile, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PICTURE_BYTES = 640 * 480 * 3;

/** What is missing on this machine, in words; null where Gazebo can run. */
export function missing() {
  const absent = ['gzserver', 'gz', ...(process.env.DISPLAY ? [] : ['xvfb-run'])].filter((name) => {
    try {
      execFileSync('which', [name], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  return absent.length === 0 ? null : `${absent.join(', ')} not found on PATH`;
}

/** Complaints of Gazebo's parser about an SDF file; empty where it has none. */
export async function sdfComplaints(file, models) {
  const { stdout, stderr } = await run('gz', ['sdf', '-k', file], { env: environment(models, 0) });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/^Check complete/.test(line));
}

function environment(models, port) {
  return {
    ...process.env,
    GAZEBO_MODEL_PATH: models,
    GAZEBO_MODEL_DATABASE_URI: '',
    GAZEBO_MASTER_URI: `http://127.0.0.1:${port}`,
    GAZEBO_IP: '127.0.0.1',
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A gzserver with one world, and what gz asks of it. Without a display it renders on a virtual one. */
export class GazeboServer {
  output = '';
  /** From the start of the process until the world first told its time. */
  load_s = 0;
  #process;
  #env;
  #ended;

  static async start(world, models) {
    const server = new GazeboServer();
    server.#env = environment(models, await freePort());
    const command = ['gzserver', '--verbose', world];
    const [file, ...args] = process.env.DISPLAY
      ? command
      : ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24', ...command];
    const begin = performance.now();
    const child = spawn(file, args, { env: server.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    server.#process = child;
    server.#ended = new Promise((resolve) => child.once('exit', resolve));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        server.output += text;
      });
    }
    while ((await server.stats(1)) === null) {
      if (isOver(child) || performance.now() - begin > 120_000) {
        await server.stop();
        throw new Error(`gzserver does not start ${world}:\n${server.output}`);
      }
      await sleep(200);
    }
    server.load_s = (performance.now() - begin) / 1000;
    return server;
  }

  /** Lines that begin with Err or Wrn, without those of parts that this check does without. */
  complaints() {
    const known = /libgazebo_ros_|OpenAL|audio|Queue limit reached|Deleting a connection right/i;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: gzserver colours its output
    const lines = this.output.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
    return lines.filter((line) => /^\[(Err|Wrn)\]|^(Warning|Error) \[/.test(line) && !known.test(line));
  }

  /** Simulated time and real time factor; null while there is no world.
   *  @param count how many reports, five a second, to wait for */
  async stats(count) {
    const lines = await this.#listen(['stats', '-p'], (text) => text.split('\n').length > count + 1, 20_000);
    const rows = lines.split('\n').filter((line) => /^[\d.]+,/.test(line));
    if (rows.length < count) return null;
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row.split(',').map(Number));
    return {
      simulated_s: last[1],
      real_time_factor: count > 1 ? (last[1] - first[1]) / (last[2] - first[2]) : null,
    };
  }

  /** @returns x, y, z, roll, pitch, yaw */
  async pose(model) {
    // gz now and then aborts on its way out, after it has answered: the answer counts, not the exit code.
    const { stdout } = await run('gz', ['model', '-m', model, '-p'], { env: this.#env }).catch(
      (error) => error,
    );
    const pose = (stdout ?? '').trim().split(/\s+/).map(Number);
    if (pose.length !== 6 || pose.some(Number.isNaN)) throw new Error(`no pose of ${model}: '${stdout}'`);
    return pose;
  }

  /** The second picture that a camera sends, as rgb8: the first may be of a world that is still being made. */
  async picture(topic) {
    const text = await this.#listen(
      ['topic', '-e', topic],
      (all) => all.split('\n  data: "').length > 3,
      60_000,
    );
    const data = text.split('\n  data: "')[2];
    if (data === undefined) throw new Error(`no picture on ${topic}`);
    return bytesOf(data);
  }

  /** Pictures a second on the wall. */
  async pictureRate(topic, seconds) {
    const args = ['topic', '-z', topic, '-d', String(seconds)];
    const text = await this.#listen(args, () => false, 1000 * seconds + 10_000);
    // One line a picture, the inverse of its distance from the one before; the first ones come while gz connects.
    const rates = [...text.matchAll(/Hz:\s*([\d.]+)/g)].map((match) => Number(match[1])).slice(3);
    return rates.length === 0 ? null : rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
  }

  /** Output of a gz command that goes on until `enough` or the time is up. */
  async #listen(args, enough, timeout_ms) {
    const child = spawn('gz', args, { env: this.#env, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    let text = '';
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout_ms);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      child.once('exit', end);
      child.stdout.setEncoding('latin1').on('data', (part) => {
        text += part;
        if (enough(text)) end();
      });
    });
    kill(child, 'SIGKILL');
    return text;
  }

  async stop() {
    kill(this.#process, 'SIGINT');
    await Promise.race([this.#ended, sleep(10_000, null, { ref: false })]);
    // xvfb-run may be gone before gzserver is.
    await sleep(1000);
    kill(this.#process, 'SIGKILL');
    await this.#ended;
  }
}

/** A process that a signal ended has no exit code. */
function isOver({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

/** All of a process' group, what it left behind included. */
function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

const ESCAPES = { n: 10, r: 13, t: 9, '"': 34, "'": 39, '\\': 92 };

/** Bytes of a string as protobuf's text format has it, up to its closing quotation mark. */
function bytesOf(text) {
  const bytes = Buffer.alloc(PICTURE_BYTES);
  let o = 0;
  for (let i = 0; text[i] !== '"'; ) {
    if (text[i] !== '\\') {
      bytes[o++] = text.charCodeAt(i++);
    } else if (text[i + 1] in ESCAPES) {
      bytes[o++] = ESCAPES[text[i + 1]];
      i += 2;
    } else {
      bytes[o++] = Number.parseInt(text.slice(i + 1, i + 4), 8);
      i += 4;
    }
  }
  if (o !== PICTURE_BYTES) throw new Error(`a picture of ${o} bytes, not ${PICTURE_BYTES}`);
  return bytes;
}

/**
 * What recording costs: `npx jiti bench/recording.ts [--json] [--rounds 5] [--frames 400] [--laps 3]
 * [--only 'no recording,jpeg images']`.
 *
 * In turn, round by round, without recording, with it, and with camera frames raw, raw in lz4 and as jpeg:
 * - the node answers frames that a rospy process publishes at 20 Hz (bench/ros_roundtrip.py): round trip seen by
 *   rospy, and the node's own step time and age of a frame when its command leaves. Needs rospy; with OpenCV for
 *   Python the frames are drawn ones, without it noise, which neither lz4 nor jpeg can make smaller;
 * - laps in lockstep: simulated over wall time.
 * Besides, what recording takes of the thread that drives: the copy of one message, which is made after the command
 * for a picture has left.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { loadCircuit } from '../src/circuit/load';
import { encodeClock, encodeDecision, encodeImage } from '../src/messages/index';
import { decisionMessage } from '../src/session/recording/decision-message';
import { Recording } from '../src/session/recording/recording';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';
import { argument, flag, type Measured, summary } from './measure';

const ROOT = path.resolve(__dirname, '..');
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const execute = promisify(execFile);

const MODES: Readonly<Record<string, readonly string[]>> = {
  'no recording': ['--no-record'],
  recording: [],
  'raw images': ['--record-images', 'raw'],
  'raw images in lz4': ['--record-images', 'raw', '--record-compression', 'lz4'],
  'jpeg images': ['--record-images', 'jpeg'],
};

/** What is read of the statistics. */
interface Statistics {
  readonly step_time_ms: { p50: number; p99: number };
  readonly sensor_to_actuator_ms: { p50: number; p99: number };
  readonly real_time_factor: number;
  readonly frames: { received: number; answered: number };
  readonly recording: null | {
    bytes: number;
    camera_frames_dropped: number;
    processor_seconds: number | null;
  };
  readonly files: Record<string, string>;
}

interface NodeRound {
  readonly round_trip_ms: { p50: number; p99: number };
  readonly lost: number;
  readonly statistics: Statistics;
  readonly seconds: number;
  /** Of the whole process while frames came; null where the system does not tell. */
  readonly processor_seconds: number | null;
}

async function main(): Promise<void> {
  const rounds = Number(argument('--rounds') ?? 5);
  const frames = Number(argument('--frames') ?? 400);
  const laps = argument('--laps') ?? '3';
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  const names = argument('--only')?.split(',') ?? Object.keys(MODES);
  const node: Record<string, NodeRound[]> = Object.fromEntries(names.map((name) => [name, []]));
  const lockstep: Record<string, Statistics[]> = Object.fromEntries(names.map((name) => [name, []]));
  try {
    const rospy = await hasPython('rospy');
    const pictures = (await hasPython('cv2')) ? await drawFrames(path.join(folder, 'frames')) : null;
    for (let round = 0; round < rounds; round++) {
      // Another one is first each round, so that none has the warm or the busy machine always.
      for (const name of names.map((_, i) => names[(i + round) % names.length]!)) {
        const out = path.join(folder, 'out');
        if (rospy) node[name]!.push(await nodeRound(MODES[name]!, out, frames, pictures));
        lockstep[name]!.push(await lockstepLaps(MODES[name]!, out, laps));
        rmSync(out, { recursive: true, force: true });
        process.stderr.write(`round ${round + 1}/${rounds}: ${name}\n`);
      }
    }
    const rows = names.map((name) => row(name, node[name]!, lockstep[name]!));
    const copies = await copyTimes(folder);
    if (flag('--json')) process.stdout.write(`${JSON.stringify({ modes: rows, copies })}\n`);
    else print(rows, copies);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Medians over the rounds; every round's own figures stand in `runs`. */
function row(mode: string, node: readonly NodeRound[], lockstep: readonly Statistics[]) {
  const of = (pick: (round: NodeRound) => number) => median(node.map(pick));
  const whole = node.map(({ processor_seconds, seconds }) =>
    processor_seconds === null ? null : processor_seconds / seconds,
  );
  const share = node.map(({ statistics, seconds }) =>
    statistics.recording?.processor_seconds == null ? null : statistics.recording.processor_seconds / seconds,
  );
  return {
    mode,
    round_trip_p50_ms: of((round) => round.round_trip_ms.p50),
    round_trip_p99_ms: of((round) => round.round_trip_ms.p99),
    step_p50_ms: of((round) => round.statistics.step_time_ms.p50),
    step_p99_ms: of((round) => round.statistics.step_time_ms.p99),
    sensor_to_actuator_p50_ms: of((round) => round.statistics.sensor_to_actuator_ms.p50),
    sensor_to_actuator_p99_ms: of((round) => round.statistics.sensor_to_actuator_ms.p99),
    frames_lost: node.reduce((sum, { lost }) => sum + lost, 0),
    camera_frames_not_recorded: node.reduce(
      (sum, { statistics }) => sum + (statistics.recording?.camera_frames_dropped ?? 0),
      0,
    ),
    // The thread alone, null for jpeg: encoding is done in others. What a mode takes in all is the difference
    // between its process and the one that does not record.
    recording_thread_share_of_a_core: median(share.filter((value) => value !== null)),
    process_share_of_a_core: median(whole.filter((value) => value !== null)),
    megabytes: median(node.map(({ statistics }) => (statistics.recording?.bytes ?? 0) / 1e6)),
    lockstep_times_real_time: median(lockstep.map((one) => one.real_time_factor)),
    runs: {
      round_trip_ms: node.map((round) => round.round_trip_ms),
      step_ms: node.map((round) => round.statistics.step_time_ms),
      sensor_to_actuator_ms: node.map((round) => round.statistics.sensor_to_actuator_ms),
      lockstep_times_real_time: lockstep.map((one) => one.real_time_factor),
    },
  };
}

/** Time of the driving thread for one message of each kind, with pauses as between those of a drive. */
async function copyTimes(folder: string): Promise<Readonly<Record<string, Measured>>> {
  const recording = await Recording.open({
    file: path.join(folder, 'copies.bag'),
    table: null,
    figures: null,
    compression: 'none',
    callerId: '/f1_brain',
    metadata: null,
    measuring: { circuit: null, perfectLap: null },
    images: 'raw',
    worldWaits: false,
    onFailure: ({ reason }) => process.stderr.write(`${reason}\n`),
    onDropped: () => process.stderr.write('pictures were dropped\n'),
  });
  const stamp = { sec: 1, nsec: 2 };
  const header = { seq: 1, stamp: { sec: 1, nsec: 2 }, frame_id: 'camera' };
  const picture = encodeImage({
    header,
    height: 480,
    width: 640,
    encoding: 'rgb8',
    is_bigendian: 0,
    step: 1920,
    data: new Uint8Array(921_600).fill(90),
  });
  const decision = {
    sequence: 1,
    stamp,
    command: { v_mps: 9, w_radps: 0.1 },
    waited_ms: 0.1,
    step_ms: 1.2,
    inference_ms: 0.9,
    sensor_to_actuator_ms: 1.5,
    left_ms: 100,
    sim_s: 5,
  };
  const driver = { brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' };
  const odometry = Buffer.alloc(733, 1);
  const kinds: Record<string, [string, () => Uint8Array]> = {
    clock: ['rosgraph_msgs/Clock', () => encodeClock({ clock: { sec: 1, nsec: 2 } })],
    odometry: ['nav_msgs/Odometry', () => odometry],
    decision: ['f1_brain/Decision', () => encodeDecision(decisionMessage(decision, driver, stamp))],
    picture: ['sensor_msgs/Image', () => picture],
  };
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let i = 0; i < 400; i++) {
    for (const [kind, [type, data]] of Object.entries(kinds)) {
      const begin_ms = performance.now();
      void recording.message({ topic: `/${kind}`, type, data: data(), callerId: '/a', time: stamp });
      times[kind]!.push(performance.now() - begin_ms);
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await recording.finish({});
  // The first ones are still interpreted.
  return Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, summary(all.slice(100))]));
}

/** One row a figure, one column a mode. */
function print(rows: readonly ReturnType<typeof row>[], copies: Readonly<Record<string, Measured>>): void {
  const figures = Object.keys(rows[0]!).filter((key) => key !== 'mode' && key !== 'runs');
  console.table(
    Object.fromEntries(
      figures.map((figure) => [
        figure,
        Object.fromEntries(rows.map((one) => [one.mode, one[figure as keyof typeof one]])),
      ]),
    ),
  );
  console.table(copies);
}

/** One node under its own master, and one rospy process that publishes and waits. */
async function nodeRound(
  words: readonly string[],
  out: string,
  frames: number,
  pictures: string | null,
): Promise<NodeRound> {
  const master = spawn(process.execPath, [MAIN, 'master', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [, uri] = await heard(master.stdout, /ROS_MASTER_URI=(\S+)\n/);
    const env = { ...process.env, ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
    const args = [MAIN, 'run', 'pilotnet', '--provider', 'cpu', '--json', '--out', out, ...words];
    const node = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    await heard(node.stderr, /drives with/);
    const since_ms = performance.now();
    const before_s = processorSeconds(node.pid!);
    const shown = pictures === null ? [] : ['--frames', pictures];
    const { stdout } = await execute(
      PYTHON,
      [path.join(ROOT, 'bench/ros_roundtrip.py'), '--rate', '20', '--count', `${frames}`, ...shown],
      { env },
    );
    const seconds = (performance.now() - since_ms) / 1000;
    const after_s = processorSeconds(node.pid!);
    const processor_seconds = before_s === null || after_s === null ? null : after_s - before_s;
    const ended = new Promise((resolve) => node.once('exit', resolve));
    node.kill('SIGINT');
    await ended;
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8')) as Statistics;
    return {
      ...(JSON.parse(stdout) as Pick<NodeRound, 'round_trip_ms' | 'lost'>),
      statistics,
      seconds,
      processor_seconds,
    };
  } finally {
    master.kill('SIGTERM');
  }
}

/** User and system time of a process with all its threads (proc(5)), in hundredths of a second there. */
function processorSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

async function lockstepLaps(words: readonly string[], out: string, laps: string): Promise<Statistics> {
  const args = [MAIN, 'lap', 'pilotnet', '--world', 'lockstep', '--laps', laps, '--json', '--out', out];
  const { stdout } = await execute(process.execPath, [...args, ...words], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Statistics;
}

/** Frames along the circuit as the built-in world draws them. */
async function drawFrames(folder: string): Promise<string> {
  mkdirSync(folder);
  const circuit = await loadCircuit('simple_circuit');
  const renderer = new CameraRenderer(circuit, 1);
  const { width, height } = renderer.appearance.camera;
  for (let i = 0; i < 40; i++) {
    const { x_m, y_m, heading_rad } = circuit.pointAt((i * circuit.length_m) / 40);
    const data = new Uint8Array(renderer.byteLength);
    renderer.render({ x_m, y_m, yaw_rad: heading_rad }, data);
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path.join(folder, `${100 + i}.png`));
  }
  return folder;
}

function heard(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (part: string) => {
      text += part;
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
    stream.once('close', () => reject(new Error(`ended without ${pattern}: ${text}`)));
  });
}

function hasPython(module: string): Promise<boolean> {
  return execute(PYTHON, ['-c', `import ${module}`]).then(
    () => true,
    () => false,
  );
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : Number(middle.toPrecision(4));
}

void main();

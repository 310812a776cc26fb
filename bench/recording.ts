/**
 * What recording costs: `npx jiti bench/recording.ts --help`.
 *
 * In turn, round by round, without recording, with it, and with camera frames raw, raw in lz4 and as jpeg:
 * - the node answers frames that a rospy process publishes at 20 Hz (bench/ros_roundtrip.py): round trip seen by
 *   rospy, and the node's own step time and age of a frame when its command leaves. Needs rospy; with OpenCV for
 *   Python the frames are rendered ones, without it noise, which neither lz4 nor jpeg can make smaller;
 * - laps in lockstep: simulated over wall time.
 * Besides, what recording takes of the thread that drives: the copy of one message, which is made after the command
 * for a frame has left.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGE_ROOT, PYTHON } from '../scripts/support/paths';
import { processorSeconds } from '../scripts/support/proc';
import { jsonOf, jsonOfBrain, pythonHas } from '../scripts/support/processes';
import { integerFrom, namesOf, program, runProgram, say } from '../scripts/support/program';
import { loadCircuit } from '../src/circuit/load';
import { encodePng } from '../src/image/codec';
import type { RunStatistics } from '../src/session/run-files';
import { median } from '../src/support/statistics';
import { type CopyTimes, measureCopies } from './support/copy-times';
import { renderedFrames } from './support/frames';
import { RosProcesses } from './support/ros-processes';
import type { RoundTrip } from './support/round-trip';

/** Options of the node, by what is recorded. */
const MODES: Readonly<Record<string, readonly string[]>> = {
  'no recording': ['--no-record'],
  recording: [],
  'raw images': ['--record-images', 'raw'],
  'raw images in lz4': ['--record-images', 'raw', '--record-compression', 'lz4'],
  'jpeg images': ['--record-images', 'jpeg'],
};
/** Different frames along the lap. */
const FRAMES = 40;

interface NodeRound extends Pick<RoundTrip, 'round_trip_ms' | 'lost'> {
  readonly statistics: RunStatistics;
  readonly seconds: number;
  /** Of the whole process while frames came; null where the system does not tell. */
  readonly processor_seconds: number | null;
}

/** Rounds of one mode. */
interface Rounds {
  readonly node: NodeRound[];
  readonly lockstep: RunStatistics[];
}

interface Options {
  json: boolean;
  rounds: number;
  frames: number;
  laps: number;
  only?: string[];
}

/** What the program prints as JSON. */
export interface RecordingResult {
  readonly modes: readonly ModeResult[];
  readonly copies: CopyTimes;
}

async function main({ json, rounds, frames, laps, only = Object.keys(MODES) }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  const found = new Map(only.map((mode): [string, Rounds] => [mode, { node: [], lockstep: [] }]));
  try {
    const withRospy = pythonHas('rospy');
    const images = pythonHas('cv2') ? await writeFrames(path.join(folder, 'frames')) : null;
    for (let round = 0; round < rounds; round++) {
      // Another one is first each round, so that none has the warm or the busy machine always.
      const order = [...found].map((_, i, all) => all[(i + round) % all.length]!);
      for (const [mode, { node, lockstep }] of order) {
        const out = path.join(folder, 'out');
        const words = MODES[mode]!;
        if (withRospy) node.push(await nodeRound(words, out, frames, images));
        lockstep.push(await lockstepLaps(words, out, laps));
        rmSync(out, { recursive: true, force: true });
        say(`round ${round + 1}/${rounds}: ${mode}`);
      }
    }
    const modes = [...found].map(([mode, all]) => modeResult(mode, all));
    const copies = await measureCopies(path.join(folder, 'copies.bag'));
    if (json) process.stdout.write(`${JSON.stringify({ modes, copies })}\n`);
    else print(modes, copies);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type ModeResult = ReturnType<typeof modeResult>;

/** Medians over the rounds; every round's own times are in `runs`. */
function modeResult(mode: string, { node, lockstep }: Rounds) {
  const of = (pick: (round: NodeRound) => number | null) => rounded(node.map(pick));
  const share = (seconds: number | null | undefined, round: NodeRound) =>
    seconds == null ? null : seconds / round.seconds;
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
    recording_thread_share_of_a_core: of((round) =>
      share(round.statistics.recording?.processor_seconds, round),
    ),
    process_share_of_a_core: of((round) => share(round.processor_seconds, round)),
    megabytes: of(({ statistics }) => (statistics.recording?.bytes ?? 0) / 1e6),
    lockstep_times_real_time: rounded(lockstep.map((one) => one.real_time_factor)),
    runs: {
      round_trip_ms: node.map((round) => round.round_trip_ms),
      step_ms: node.map((round) => round.statistics.step_time_ms),
      sensor_to_actuator_ms: node.map((round) => round.statistics.sensor_to_actuator_ms),
      lockstep_times_real_time: lockstep.map((one) => one.real_time_factor),
    },
  };
}

/** Median with four significant digits; null without values. */
function rounded(values: readonly (number | null)[]): number | null {
  const middle = median(values.filter((value) => value !== null));
  return middle === null ? null : Number(middle.toPrecision(4));
}

/** One row for each figure, one column for each mode. */
function print(modes: readonly ModeResult[], copies: CopyTimes): void {
  const keys = Object.keys(modes[0] ?? {}).filter((key) => key !== 'mode' && key !== 'runs');
  const rows = keys.map((key): [string, object] => [
    key,
    Object.fromEntries(modes.map((one) => [one.mode, one[key as keyof ModeResult]])),
  ]);
  console.table(Object.fromEntries(rows));
  console.table(copies);
}

/** One node under its own master, and one rospy process that publishes and waits. */
async function nodeRound(
  words: readonly string[],
  out: string,
  frames: number,
  images: string | null,
): Promise<NodeRound> {
  const ros = await RosProcesses.start();
  try {
    const args = [
      'run',
      'pilotnet',
      '--provider',
      'cpu',
      '--compensation',
      'off',
      '--json',
      '--out',
      out,
      ...words,
    ];
    const node = await ros.start(args, /drives with/);
    const since_ms = performance.now();
    const before_s = processorSeconds(node.pid);
    const program = path.join(PACKAGE_ROOT, 'bench/ros_roundtrip.py');
    const shown = images === null ? [] : ['--frames', images];
    const { round_trip_ms, lost } = await jsonOf<RoundTrip>(
      PYTHON,
      [program, '--rate', '20', '--count', `${frames}`, ...shown],
      ros,
    );
    const seconds = (performance.now() - since_ms) / 1000;
    const after_s = processorSeconds(node.pid);
    const processor_seconds = before_s === null || after_s === null ? null : after_s - before_s;
    await ros.interrupt(node);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8')) as RunStatistics;
    return { round_trip_ms, lost, statistics, seconds, processor_seconds };
  } finally {
    await ros.close();
  }
}

function lockstepLaps(words: readonly string[], out: string, laps: number): Promise<RunStatistics> {
  const args = ['lap', 'pilotnet', '--world', 'lockstep', '--laps', `${laps}`, '--out', out, ...words];
  return jsonOfBrain<RunStatistics>(args);
}

/** Frames along the circuit as the built-in world renders them. */
async function writeFrames(folder: string): Promise<string> {
  mkdirSync(folder);
  const circuit = await loadCircuit('simple_circuit');
  const places_m = Array.from({ length: FRAMES }, (_, i) => (i * circuit.length_m) / FRAMES);
  for (const [i, { width, height, data }] of renderedFrames(circuit, places_m).entries()) {
    const png = await encodePng({ width, height, channels: 3, data }, 6);
    writeFileSync(path.join(folder, `${100 + i}.png`), png);
  }
  return folder;
}

void runProgram(
  program('npx jiti bench/recording.ts', 'Measures what recording costs the node and laps in lockstep.')
    .option('--rounds <n>', 'rounds, all modes in turn', integerFrom(1), 5)
    .option('--frames <n>', 'frames that the node answers in a round', integerFrom(1), 400)
    .option('--laps <n>', 'laps in lockstep in a round', integerFrom(1), 3)
    .option(
      '--only <modes>',
      `modes to measure: ${Object.keys(MODES).join(', ')}`,
      namesOf(Object.keys(MODES)),
    )
    .option('--json', 'print one line of JSON', false)
    .action(main),
);

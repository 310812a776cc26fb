/**
 * Measures the path of a frame, stage by stage and compared with reference programs, and writes docs/performance.md:
 * `npm run bench -- --help`. Needs a quiet machine; with python3-torch, python3-opencv, python3-onnx and rospy (Debian's
 * packages) it measures everything, without them it says what it left out.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  machine,
  measuredWhere,
  replaceBetween,
  table,
  tableRows,
  textBetween,
  today,
} from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { integerFrom, namesOf, program, runProgram, say } from '../scripts/support/program';
import { RECORDED_FRAMES } from '../scripts/support/recorded-frames';
import { measureBags } from './parts/bags';
import { measureCompensation } from './parts/compensation';
import { measureFrame } from './parts/frame';
import { measureLikeness } from './parts/likeness';
import { measureLockstep } from './parts/lockstep';
import { measureMemory } from './parts/memory';
import { measureMessages } from './parts/messages';
import { measureMetrics } from './parts/metrics';
import { measureObserving } from './parts/observing';
import { measureRecording } from './parts/recording';
import { measureRender } from './parts/render';
import { measureRoundTrip } from './parts/round-trip';
import { measureSessions } from './parts/sessions';
import type { Part, PartResult } from './support/part';

const OUT = path.join(PACKAGE_ROOT, 'out', 'bench');
const PERFORMANCE = 'docs/performance.md';

/** The parts in the order of the summary. */
const PARTS = {
  frame: measureFrame,
  compensation: measureCompensation,
  render: measureRender,
  lockstep: measureLockstep,
  sessions: measureSessions,
  ros: measureRoundTrip,
  memory: measureMemory,
  likeness: measureLikeness,
  bags: measureBags,
  messages: measureMessages,
  metrics: measureMetrics,
  recording: measureRecording,
  observing: measureObserving,
} satisfies Record<string, Part>;
type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as PartName[];

type Results = Partial<Record<PartName, PartResult>>;

interface Options {
  only?: PartName[];
  rounds: number;
  recorded: string;
}

async function measure({ only = NAMES, rounds, recorded }: Options): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  for (const run of ['lockstep', 'node']) rmSync(path.join(OUT, run), { recursive: true, force: true });
  const results: Results = {};
  for (const name of NAMES.filter((one) => only.includes(one))) {
    say(`measuring ${name} ...`);
    const result = await PARTS[name]({ rounds, recorded, out: OUT });
    if (result !== null) results[name] = result;
  }
  save(results);
  for (const [name, { file, text }] of Object.entries(results)) {
    replaceBetween(file ?? PERFORMANCE, `bench ${name}`, `${text}\n\n${measuredWhere()}`);
  }
  writeSummary(results);
}

/** Parts measured before stay until they are measured again. */
function save(results: Results): void {
  const file = path.join(OUT, 'bench.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
  writeFileSync(file, `${JSON.stringify({ ...before, ...results }, null, 2)}\n`);
}

/** Rows of parts that were not measured now stay, with their date. */
function writeSummary(results: Results): void {
  const rows = NAMES.flatMap((name) => results[name]?.summary ?? []).map((row) => [...row, today()]);
  if (rows.length === 0) return;
  const measured = new Set(rows.map(([what]) => what));
  const kept = tableRows(textBetween(PERFORMANCE, 'bench summary')).filter(
    ([what]) => what === undefined || !measured.has(what),
  );
  const text = table(['what', 'f1-brain', 'compared with', 'measured'], [...rows, ...kept]);
  replaceBetween(PERFORMANCE, 'bench summary', `${text}\n\nMeasured on ${machine()}.`);
}

void runProgram(
  program('npm run bench --', `Measures f1-brain and writes ${PERFORMANCE}.`)
    .option('--only <parts>', `parts to measure: ${NAMES.join(', ')} (default: all)`, namesOf(NAMES))
    .option('--rounds <n>', 'runs of each measurement, in turn', integerFrom(1), 5)
    .option('--recorded <folder>', 'camera frames recorded in Gazebo', RECORDED_FRAMES)
    .action(measure),
);

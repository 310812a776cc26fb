import { outlineCircuit } from '../../measure/report/circuit-outline';
import type { ModelAnswers } from '../models/answers';
import type { RecordedTable, Recording } from '../recording';
import { WINDOW_S } from './picture/charts';
import type { Curve, FilmCircuit, FilmDrive, FilmPlace } from './scene';

/** What a car at rest may have moved from one place to the next, m, without having been put elsewhere. */
const SLACK_M = 3;
/** How much faster than at both ends it may have driven between them. */
const FASTER = 2;
/** Distance of the places of the path, m: finer than any map shows. */
const SPACING_M = 0.15;

/** The part of a recording that a film shows. */
export function collectDrive(
  recording: Recording,
  models: readonly ModelAnswers[],
  from_s: number,
  to_s: number,
): FilmDrive {
  const { poses, commands, images } = recording;
  // Charts show what was before the film begins.
  const before_s = from_s - WINDOW_S;
  const motion = listRows(poses, before_s, to_s);
  const told = listRows(commands, before_s, to_s);
  const seen = models.length === 0 ? [] : listRows(images, before_s, to_s);
  return {
    name: nameOf(recording),
    path: collectPath(recording, from_s, to_s),
    curves: {
      carV: curveOf(motion, ({ v_mps }) => v_mps),
      carW: curveOf(motion, ({ w_radps }) => w_radps),
      deviation: curveOf(motion, ({ deviation_m }) => deviation_m),
      v: curveOf(told, ({ v_mps }) => v_mps),
      w: curveOf(told, ({ w_radps }) => w_radps),
    },
    models: models.map(({ name, v_mps, w_radps }) => ({
      name,
      curves: {
        v: curveOf(seen, ({ index }) => v_mps[index]!),
        w: curveOf(seen, ({ index }) => w_radps[index]!),
      },
    })),
  };
}

export function circuitOf({ circuit, walls }: Recording): FilmCircuit | null {
  return circuit && { outline: outlineCircuit(circuit, walls ?? undefined), start: circuit.start };
}

/** Brain and model, else the file. */
function nameOf({ run, file }: Recording): string {
  const { brain, model } = run;
  const stem = model?.replace(/\.onnx$/, '') ?? null;
  const names = [brain, stem === brain ? null : stem].filter((name) => name !== null);
  return names.length === 0 ? (file.split('/').at(-1) ?? file) : names.join(' · ');
}

function listRows<Row extends { readonly time_s: number }>(
  table: RecordedTable<Row>,
  from_s: number,
  to_s: number,
): Row[] {
  const rows: Row[] = [];
  for (let i = table.indexAt(from_s) ?? 0; i < table.length; i++) {
    const row = table.row(i);
    if (row.time_s > to_s) break;
    rows.push(row);
  }
  return rows;
}

function curveOf<Row extends { readonly time_s: number }>(
  rows: readonly Row[],
  read: (row: Row) => number | null,
): Curve {
  const finite = (value: number | null) => (value === null || !Number.isFinite(value) ? null : value);
  return { time_s: rows.map(({ time_s }) => time_s), values: rows.map((row) => finite(read(row))) };
}

function collectPath({ poses }: Recording, from_s: number, to_s: number): FilmPlace[] {
  const path: FilmPlace[] = [];
  let before: {
    readonly time_s: number;
    readonly x_m: number;
    readonly y_m: number;
    readonly v_mps: number;
  } | null = null;
  for (const pose of listRows(poses, from_s, to_s)) {
    const { time_s, x_m, y_m, v_mps, deviation_m } = pose;
    if (!Number.isFinite(x_m) || !Number.isFinite(y_m)) continue;
    const isStart = before === null || isJump(before, pose);
    before = { time_s, x_m, y_m, v_mps };
    const last = path.at(-1);
    if (!isStart && Math.hypot(x_m - last!.x_m, y_m - last!.y_m) < SPACING_M) continue;
    path.push({ time_s, x_m, y_m, deviation_m, isStart });
  }
  return path;
}

interface Motion {
  readonly time_s: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
}

/** Whether the car was put elsewhere. */
function isJump(from: Motion, to: Motion): boolean {
  const fastest_mps = FASTER * Math.max(Math.abs(from.v_mps), Math.abs(to.v_mps));
  const moved_m = Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m);
  return moved_m > SLACK_M + fastest_mps * (to.time_s - from.time_s);
}

// The models of models/ side by side: what each costs and how it drives, from what offline and lockstep measured.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT, table } from '../bench/tables.mjs';
import { OTHER_FAMILY, ships } from './list.mjs';

const DASH = '–';
const HEADER = [
  'model',
  'what it is',
  'size MB',
  'inference ms p50',
  'speed-up over the fp32 PilotNet of its layout',
  'MSE',
  'angular-velocity MAE rad/s',
  'laps completed',
  'wall contacts',
  'speed m/s',
  'lateral deviation mean m',
  'lateral deviation max m',
  'steers to the correct side on recorded Gazebo frames',
];
/** Columns of the README. */
const SHORT = [0, 1, 2, 3, 4, 6, 7, 9, 10];

/** @param rows of offline()
 *  @param laps of driveLockstep()
 *  @returns Markdown with one row for each model that ships, the smallest error first: all columns for
 *           docs/results.md, and fewer for the README */
export function shippedTables(rows, laps) {
  const cells = rows
    .filter(({ entry, found }) => ships(entry) && found !== null)
    .sort((a, b) => (a.found.mse ?? Number.MAX_VALUE) - (b.found.mse ?? Number.MAX_VALUE))
    .map(({ entry, found, ratio }) => {
      // Laps of an earlier model of that name are none of this one.
      const driven = laps.filter(({ id, sha256 }) => id === entry.id && sha256 === found.sha256);
      const done = driven.filter(({ completed }) => completed);
      const contacts = driven.map(({ wall_contacts }) => wall_contacts);
      return [
        `\`${path.parse(entry.source).name}\``,
        entry.family === OTHER_FAMILY ? entry.words : `${entry.family}, ${entry.words}`,
        fixed(found.size_bytes / 1e6, 2),
        fixed(found.inference_time_ms.p50, 3),
        fixed(ratio?.speed, 2),
        found.mse === null ? DASH : found.mse.toPrecision(3),
        fixed(found.mean_absolute_error_w_radps, 3),
        driven.length === 0 ? DASH : `${done.length} of ${driven.length}`,
        driven.length === 0 || contacts.includes(null) ? DASH : `${sum(contacts)}`,
        fixed(mean(done.map((lap) => lap.average_speed_mps)), 2),
        fixed(mean(done.map((lap) => lap.position_deviation_mean_m)), 3),
        fixed(done.length === 0 ? null : Math.max(...done.map((lap) => lap.position_deviation_max_m)), 3),
        recorded(entry.source),
      ];
    });
  const columns = (shown) =>
    table(
      shown.map((i) => HEADER[i]),
      cells.map((row) => shown.map((i) => row[i])),
    );
  return { docs: columns(HEADER.map((_, i) => i)), readme: columns(SHORT) };
}

/** How often it steers to the side of the line 2 m ahead, as training/judge.ts wrote it into the card. */
function recorded(source) {
  const card = parse(readFileSync(path.join(ROOT, source.replace(/\.onnx$/, '.card.yml')), 'utf8'));
  const circuits = Object.values(card.figures?.recorded_frames_steering ?? {});
  if (circuits.length === 0) return DASH;
  const right = sum(circuits.map(({ frames, agreement }) => Math.round(frames * agreement)));
  return `${right} of ${sum(circuits.map(({ frames }) => frames))}`;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => (values.length === 0 ? null : sum(values) / values.length);
const fixed = (value, n) => (value === null || value === undefined ? DASH : value.toFixed(n));

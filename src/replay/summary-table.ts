import { formatNumber, MISSING } from '../measure/report/format';
import { count } from '../support/count';
import { formatColumns } from '../support/terminal/columns';
import type { Alignment } from './alignment';
import type { DifferenceSpread, Differences, DifferentMoment } from './models/differences';
import type { Opinions } from './models/opinions';
import type { Recording } from './recording';

/** What a recording holds, for a terminal. */
export function describeRecording(recording: Recording): string {
  const { file, run, circuit, duration_s, images, laps, missing } = recording;
  const facts = [
    [...new Set([run.brain, run.model])].filter((name) => name !== null).join(', ') || 'an unknown brain',
    circuit === null ? 'an unknown circuit' : circuit.name,
    `${duration_s.toFixed(1)} s`,
    count(images.length, 'image'),
    laps.length === 0 ? null : `laps of ${laps.map(({ seconds }) => `${seconds.toFixed(2)} s`).join(', ')}`,
  ].filter((fact) => fact !== null);
  return [`${file}: ${facts.join(' · ')}`, ...missing.map((line) => `  ${line}`)].join('\n');
}

/** How two recordings are aligned, for a terminal. */
export function describeAlignment(alignment: Alignment): string {
  return alignment === 'distance'
    ? 'aligned by distance along the track'
    : 'aligned by time: they are not known to drive the same circuit in the same direction; name it with --circuit';
}

/** Where those who answer differ, for a terminal; first, who cannot answer all images. */
export function formatDifferences({ models, differences }: Pick<Opinions, 'models' | 'differences'>): string {
  const failures = models
    .filter(({ failed }) => failed > 0)
    .map(({ name, failed }) => `${name} cannot answer ${count(failed, 'image')}`);
  return [...(failures.length === 0 ? [] : [failures.join('\n')]), ...differences.map(formatPair)].join(
    '\n\n',
  );
}

function formatPair(found: Differences): string {
  const { a, b, frames, v_mps, w_radps, worst } = found;
  const title = `${b} compared with ${a}, ${frames} frames`;
  const spreads = formatColumns([
    ['absolute difference', 'mean', 'p50', 'p95', 'p99', 'max', 'bias'],
    ['v, m/s', ...cellsOf(v_mps)],
    ['w, rad/s', ...cellsOf(w_radps)],
  ]);
  const moments = [
    ...worst.w_radps.map((moment) => ['w', ...describeMoment(moment)]),
    ...worst.v_mps.map((moment) => ['v', ...describeMoment(moment)]),
  ];
  if (moments.length === 0) return [title, spreads].join('\n');
  const header = ['most in', 'at s', 'frame', 'distance m', `v ${a}`, `v ${b}`, `w ${a}`, `w ${b}`];
  return [title, spreads, '', formatColumns([header, ...moments])].join('\n');
}

function cellsOf({ mean, p50, p95, p99, max, bias }: DifferenceSpread): string[] {
  return [mean, p50, p95, p99, max, bias].map((value) => formatNumber(value, 3));
}

function describeMoment({ time_s, frame, distance_m, a, b }: DifferentMoment): string[] {
  return [
    time_s.toFixed(2),
    String(frame),
    distance_m === null ? MISSING : distance_m.toFixed(1),
    ...[a.v_mps, b.v_mps].map((value) => value.toFixed(2)),
    ...[a.w_radps, b.w_radps].map((value) => value.toFixed(3)),
  ];
}

import path from 'node:path';
import type { RunFigures } from '../../metrics/run-figures';
import type { Chart } from '../charts/chart';
import { endInWords, figure, lapTime, MISSING } from '../format';
import { lapsDriven } from '../metric';
import { courseOf, type ReportRun, UNKNOWN_BRAIN } from '../run';
import { notesByReason } from '../tables';
import { chartFigure } from './figure';
import { type Html, html } from './html';

/** Everything about one run, to be opened and closed. */
export function runSection(run: ReportRun, charts: readonly Chart[], open: boolean): Html {
  const { measurement } = run;
  return html`<details class="run" id="run-${run.slug}"${open ? html` open` : null}>
<summary>${run.number}: ${run.label} <span class="muted">${measurement.identity.brain ?? UNKNOWN_BRAIN} on ${courseOf(measurement)}</span></summary>
<dl class="facts">${facts(run).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="charts">${charts.map(chartFigure)}</div>
${noteList(run)}
</details>
`;
}

/** Notes with the figures that they are about, those of one reason together. */
function noteList(run: ReportRun): Html | null {
  const reasons = [...notesByReason(run)];
  if (reasons.length === 0) return null;
  const about = (figures: readonly string[]) =>
    figures.length === 0 ? null : html`: <code>${figures.join(', ')}</code>`;
  return html`<ul class="notes">${reasons.map(([reason, figures]) => html`<li>${reason}${about(figures)}</li>`)}</ul>`;
}

function facts({ measurement, model_bytes, modelReason }: ReportRun): (readonly [string, string])[] {
  const { identity, figures, scan } = measurement;
  const model = identity.model === null ? MISSING : `${identity.model}, ${size(model_bytes, modelReason)}`;
  return [
    ['brain', identity.brain ?? MISSING],
    ['model', model],
    ['provider', identity.provider ?? MISSING],
    ['world, seed', `${identity.world ?? MISSING}, ${identity.seed ?? MISSING}`],
    ['drive', drive(figures)],
    ['lap times', lapTimes(figures.lap_times_s)],
    ['distance', figure(figures.completed_distance_m, 1, 'm')],
    ['mean deviation, signed', figure(figures.position_deviation_signed_mean_m, 4, 'm')],
    ['frames answered', `${figure(figures.frames.answered, 0)} of ${figure(figures.frames.received, 0)}`],
    ['recorded', identity.recorded_at ?? MISSING],
    ['perfect lap', measurement.perfectLap ?? MISSING],
    [
      'bag',
      `${shortest(measurement.file)}, ${(scan.size_bytes / 1e6).toFixed(2)} MB, ${scan.messages} messages`,
    ],
  ];
}

function drive(figures: RunFigures): string {
  const laps = `${figure(lapsDriven(figures), 2)} laps`;
  const asked = Number.isFinite(figures.laps) ? ` of ${figures.laps}` : '';
  return figures.ended_because === null ? laps : `${laps}${asked}: ${endInWords(figures.ended_because)}`;
}

function lapTimes(times_s: readonly number[]): string {
  if (times_s.length === 0) return MISSING;
  return times_s.slice(0, 6).map(lapTime).join(', ') + (times_s.length > 6 ? `, … (${times_s.length})` : '');
}

function size(bytes: number | null, reason: string | null): string {
  return bytes === null ? (reason ?? 'size unknown') : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** The file as seen from here where that is shorter. */
function shortest(file: string): string {
  const relative = path.relative('.', file);
  return relative.length < file.length ? relative : file;
}

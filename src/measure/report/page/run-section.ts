import path from 'node:path';
import type { RunMetrics } from '../../metrics/run-metrics';
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

/** Notes with the metrics that they are about, those of one reason together. */
function noteList(run: ReportRun): Html | null {
  const reasons = [...notesByReason(run)];
  if (reasons.length === 0) return null;
  const about = (metrics: readonly string[]) =>
    metrics.length === 0 ? null : html`: <code>${metrics.join(', ')}</code>`;
  return html`<ul class="notes">${reasons.map(([reason, metrics]) => html`<li>${reason}${about(metrics)}</li>`)}</ul>`;
}

function facts({ measurement, model_bytes, modelReason }: ReportRun): (readonly [string, string])[] {
  const { identity, metrics, scan } = measurement;
  const model = identity.model === null ? MISSING : `${identity.model}, ${size(model_bytes, modelReason)}`;
  return [
    ['brain', identity.brain ?? MISSING],
    ['model', model],
    ['provider', identity.provider ?? MISSING],
    ['world, seed', `${identity.world ?? MISSING}, ${identity.seed ?? MISSING}`],
    ['drive', drive(metrics)],
    ['lap times', lapTimes(metrics.lap_times_s)],
    ['distance', figure(metrics.completed_distance_m, 1, 'm')],
    ['mean deviation, signed', figure(metrics.position_deviation_signed_mean_m, 4, 'm')],
    ['frames answered', `${figure(metrics.frames.answered, 0)} of ${figure(metrics.frames.received, 0)}`],
    ['recorded', identity.recorded_at ?? MISSING],
    ['perfect lap', measurement.perfectLap ?? MISSING],
    [
      'bag',
      `${shortest(measurement.file)}, ${(scan.size_bytes / 1e6).toFixed(2)} MB, ${scan.messages} messages`,
    ],
  ];
}

function drive(metrics: RunMetrics): string {
  const laps = `${figure(lapsDriven(metrics), 2)} laps`;
  const asked = Number.isFinite(metrics.laps) ? ` of ${metrics.laps}` : '';
  return metrics.ended_because === null ? laps : `${laps}${asked}: ${endInWords(metrics.ended_because)}`;
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

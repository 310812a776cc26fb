import path from 'node:path';
import type { RunMetrics } from '../../metrics/run-metrics';
import type { Chart } from '../charts/chart';
import { formatCrashOrEnd, formatLapTime, formatNumber, MISSING } from '../format';
import { countLaps } from '../metric';
import type { ReportMoment, RunMoments } from '../moments';
import { courseName, type ReportRun, UNKNOWN_BRAIN } from '../run';
import { groupNotes } from '../tables';
import { renderChart } from './chart';
import { type Html, html } from './html';

/** Renders the collapsible section of one run. */
export function renderRun(
  run: ReportRun,
  charts: readonly Chart[],
  moments: RunMoments | string | null,
  open: boolean,
): Html {
  const { measurement } = run;
  return html`<details class="run" id="run-${run.slug}"${open ? html` open` : null}>
<summary>${run.number}: ${run.label} <span class="muted">${measurement.identity.brain ?? UNKNOWN_BRAIN} on ${courseName(measurement)}</span></summary>
<dl class="facts">${listFacts(run).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="charts">${charts.map(renderChart)}</div>
${renderMoments(moments)}
${renderNotes(run)}
</details>
`;
}

/** The film strip of the worst moments. */
function renderMoments(found: RunMoments | string | null): Html | null {
  if (found === null) return null;
  return html`<h3>Worst moments</h3>
${typeof found === 'string' ? null : html`<p class="muted">${MOMENTS_NOTE}</p>`}
${renderFilmStrip(found)}`;
}

/** How to read a film strip. */
export const MOMENTS_NOTE =
  "Farthest from the line, at least 2 s apart. Bright pixels moved the network's command (VisualBackProp; occlusion where its graph does not allow that), dark ones it does not see. The cyan line is the path of its answer.";

/** The worst moments of a run side by side, or why they are not drawn. */
export function renderFilmStrip(found: RunMoments | string): Html {
  if (typeof found === 'string') return html`<p class="muted">Not drawn: ${found}.</p>`;
  return html`<div class="moments">${found.moments.map(renderMoment)}</div>`;
}

function renderMoment({ image, width, height, caption, description }: ReportMoment): Html {
  const source = `data:image/jpeg;base64,${image.toString('base64')}`;
  return html`<figure><img src="${source}" width="${width}" height="${height}" alt="${description}" loading="lazy" /><figcaption>${caption}</figcaption></figure>`;
}

/** Notes with the metrics that they are about, grouped by reason. */
function renderNotes(run: ReportRun): Html | null {
  const reasons = [...groupNotes(run)];
  if (reasons.length === 0) return null;
  const about = (metrics: readonly string[]) =>
    metrics.length === 0 ? null : html`: <code>${metrics.join(', ')}</code>`;
  return html`<ul class="notes">${reasons.map(([reason, metrics]) => html`<li>${reason}${about(metrics)}</li>`)}</ul>`;
}

function listFacts({ measurement, model_bytes, modelReason }: ReportRun): (readonly [string, string])[] {
  const { identity, metrics, scan } = measurement;
  const model =
    identity.model === null ? MISSING : `${identity.model}, ${formatModelSize(model_bytes, modelReason)}`;
  return [
    ['brain', identity.brain ?? MISSING],
    ['model', model],
    ...(identity.model_sha256 === null
      ? []
      : [
          [
            'model file',
            `${identity.model_path === null ? '' : `${shortenPath(identity.model_path)}, `}sha256 ${identity.model_sha256.slice(0, 12)}`,
          ] as const,
        ]),
    ['provider', identity.provider ?? MISSING],
    ['world, seed', `${identity.world ?? MISSING}, ${identity.seed ?? MISSING}`],
    ['drive', formatDrive(metrics)],
    ['lap times', formatLapTimes(metrics.lap_times_s)],
    ['distance', formatNumber(metrics.completed_distance_m, 1, 'm')],
    ['mean deviation, signed', formatNumber(metrics.position_deviation_signed_mean_m, 4, 'm')],
    [
      'frames answered',
      `${formatNumber(metrics.frames.answered, 0)} of ${formatNumber(metrics.frames.received, 0)}`,
    ],
    ['recorded', identity.recorded_at ?? MISSING],
    ['perfect lap', measurement.perfectLap ?? MISSING],
    [
      'bag',
      `${shortenPath(measurement.file)}, ${(scan.size_bytes / 1e6).toFixed(2)} MB, ${scan.messages} messages`,
    ],
  ];
}

function formatDrive(metrics: RunMetrics): string {
  const laps = `${formatNumber(countLaps(metrics), 2)} laps`;
  const asked = Number.isFinite(metrics.laps) ? ` of ${metrics.laps}` : '';
  return metrics.ended_because === null
    ? laps
    : `${laps}${asked}: ${formatCrashOrEnd(metrics.crash, metrics.ended_because)}`;
}

function formatLapTimes(times_s: readonly number[]): string {
  if (times_s.length === 0) return MISSING;
  return (
    times_s.slice(0, 6).map(formatLapTime).join(', ') + (times_s.length > 6 ? `, … (${times_s.length})` : '')
  );
}

function formatModelSize(bytes: number | null, reason: string | null): string {
  return bytes === null ? (reason ?? 'size unknown') : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** The path relative to the working directory if that is shorter. */
function shortenPath(file: string): string {
  const relative = path.relative('.', file);
  return relative.length < file.length ? relative : file;
}

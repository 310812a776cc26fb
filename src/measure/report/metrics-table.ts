import { formatColumns } from '../../support/terminal/columns';
import { compareWithRecorded } from '../metrics/bag/recorded-metrics';
import type { BehaviorMetricsKey } from '../metrics/behavior-metrics/result';
import type { BagMeasurement } from '../metrics/measurement';
import { formatCrash } from '../metrics/metric-notes';
import type { RunMetrics, TailSpread } from '../metrics/run-metrics';
import { formatCrashOrEnd, formatLapTime, formatNumber, formatPercent, MISSING } from './format';

type Row = readonly string[];

const UNITS: Readonly<Record<BehaviorMetricsKey | 'average_speed_moving', string>> = {
  completed_distance: 'm',
  average_speed: 'm/s',
  average_speed_moving: 'm/s',
  percentage_completed: '%',
  lap_seconds: 's',
  circuit_diameter: 'm',
  position_deviation_mae: '',
  position_deviation_total_err: '',
  brain_iterations_frequency_real_time: '1/s',
  brain_iterations_frequency_simulated_time: '1/s',
  target_brain_iterations_real_time: '1/s',
  target_brain_iterations_simulated_time: '1/s',
  mean_brain_iterations_real_time: 's',
  mean_brain_iterations_simulated_time: 's',
  mean_inference_time: 's',
  frame_rate: '1/s',
  gpu_inference: '',
  suddenness_distance: '',
  real_time_factor: '',
  real_time_update_rate: '1/s',
  experiment_total_simulated_time: 's',
  experiment_total_real_time: 's',
};
const MAX_LAPS = 8;
const MAX_NAMES = 3;

const LEFT_ALIGNED = { isRight: () => false };

/** Formats the metrics of one bag as aligned text: those of BehaviorMetrics, those of f1-brain, and the notes. */
export function formatMetrics(m: BagMeasurement): string {
  const { brain, model, circuit, direction } = m.identity;
  const who = [brain, model, circuit, direction].map((text) => text ?? MISSING).join(', ');
  return [
    `${m.file}`,
    `  ${who}; ${m.scan.messages} messages, ${(m.scan.size_bytes / 1e6).toFixed(1)} MB`,
    '',
    `Metrics of BehaviorMetrics (perfect lap: ${m.perfectLap ?? 'none'})`,
    formatColumns([['', 'original', 'corrected', ''], ...buildBehaviorMetricsRows(m)], LEFT_ALIGNED),
    '',
    'Metrics of f1-brain',
    formatColumns(buildRows(m), LEFT_ALIGNED),
    ...formatNotes(m),
  ].join('\n');
}

function buildBehaviorMetricsRows({ behaviorMetrics, recorded, perfectLap }: BagMeasurement): Row[] {
  const { metrics, corrected } = behaviorMetrics;
  const { adopted } = compareWithRecorded(recorded, metrics, perfectLap);
  const own = Object.entries(metrics).map(([key, value]): Row => {
    const fromBag = value === null ? adopted[key] : undefined;
    const original = fromBag === undefined ? formatValue(value) : `${formatValue(fromBag)} (recorded)`;
    const correctedText = key in corrected ? formatValue(corrected[key]!) : '';
    return [key, original, correctedText, UNITS[key as BehaviorMetricsKey]];
  });
  const more = Object.entries(corrected).filter(([key]) => !(key in metrics));
  return [...own, ...more.map(([key, value]): Row => [key, '', formatValue(value), ''])];
}

function buildRows({ metrics: f, identity }: BagMeasurement): Row[] {
  return [
    ['completed', formatCompletion(f)],
    ['lap times', formatLapTimes(f)],
    ['distance', formatNumber(f.completed_distance_m, 1, 'm')],
    ['average speed', formatNumber(f.average_speed_mps, 2, 'm/s')],
    ['position deviation', formatDeviation(f)],
    ['crash', f.crash === null ? MISSING : formatCrash(f.crash)],
    ['off-track events', formatCount(f.off_track_events)],
    [
      'wall contacts',
      `${formatCount(f.wall_contact_events)} computed from poses, ` +
        `${formatCount(identity.wall_contacts)} detected by the world`,
    ],
    [
      'decisions',
      `${formatNumber(f.decisions_per_simulated_second, 1)} per simulated second, ` +
        `${formatNumber(f.decisions_per_second, 1)} per wall second`,
    ],
    [
      'camera frames',
      `${formatNumber(f.frames_per_simulated_second, 1)} per simulated second, ` +
        `${formatNumber(f.frames_per_second, 1)} per wall second`,
    ],
    ['end-to-end latency', formatSpread(f.sensor_to_actuator_ms)],
    ['step time', formatSpread(f.step_time_ms)],
    ['inference time', formatSpread(f.inference_time_ms)],
    ['brain waiting', formatPercent(toPercent(f.brain_waiting_share), 1, '% of the time')],
    ['suddenness', formatNumber(f.command_suddenness, 5)],
    ['jerk of v', formatJerk(f.command_jerk_v_mean_mps3, f.command_jerk_v_p95_mps3, 'm/s³')],
    ['jerk of w', formatJerk(f.command_jerk_w_mean_radps3, f.command_jerk_w_p95_radps3, 'rad/s³')],
    ['real-time factor', formatNumber(f.real_time_factor, 3)],
  ];
}

function formatCompletion(f: RunMetrics): string {
  const laps = `${formatNumber(f.laps_completed, 0)} ${f.laps_completed === 1 ? 'lap' : 'laps'}`;
  if (f.percentage_completed === null) return MISSING;
  if (!Number.isFinite(f.laps)) return `${laps} and ${formatPercent(f.percentage_completed, 1)} % of another`;
  const share = `${formatPercent(f.percentage_completed, 1)} % of ${f.laps} ${f.laps === 1 ? 'lap' : 'laps'}`;
  return f.completed ? share : `${share}: ${formatCrashOrEnd(f.crash, f.ended_because)}`;
}

function formatLapTimes({ lap_times_s: all }: RunMetrics): string {
  if (all.length === 0) return MISSING;
  const shown = all
    .slice(0, MAX_LAPS)
    .map((time) => (time < 60 ? `${time.toFixed(3)} s` : formatLapTime(time)));
  return shown.join(', ') + (all.length > MAX_LAPS ? `, and ${all.length - MAX_LAPS} more` : '');
}

function formatDeviation(f: RunMetrics): string {
  const until = f.crash === null ? '' : 'until_crash_';
  const of = (name: 'mean' | 'p50' | 'p95' | 'max' | 'signed_mean') =>
    formatNumber(f[`position_deviation_${until}${name}_m` as keyof RunMetrics] as number | null, 3);
  const text = `mean ${of('mean')}, p50 ${of('p50')}, p95 ${of('p95')}, max ${of('max')}, signed mean ${of('signed_mean')} m`;
  if (f.crash === null && f.position_deviation_mean_m === null) return MISSING;
  return f.crash === null ? text : `${MISSING} (up to the crash: ${text})`;
}

function formatSpread(values: TailSpread & { readonly mean?: number | null }): string {
  if (values.p50 === null) return MISSING;
  const mean = values.mean == null ? '' : `mean ${formatNumber(values.mean, 2)}, `;
  const { p50, p95, p99, max } = values;
  return `${mean}p50 ${formatNumber(p50, 2)}, p95 ${formatNumber(p95, 2)}, p99 ${formatNumber(p99, 2)}, max ${formatNumber(max, 2)} ms`;
}

function formatJerk(mean: number | null, p95: number | null, unit: string): string {
  return mean === null ? MISSING : `mean ${formatNumber(mean, 1)}, p95 ${formatNumber(p95, 1)} ${unit}`;
}

function toPercent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function formatCount(count: number | null): string {
  return count === null ? MISSING : String(count);
}

/** Formats the notes, those with the same reason on one line. */
function formatNotes({ notes: own, behaviorMetrics }: BagMeasurement): string[] {
  const byReason = new Map<string, string[]>();
  for (const { figure: name, reason } of [...behaviorMetrics.notes, ...own]) {
    const names = byReason.get(reason) ?? [];
    if (name !== null && !names.includes(name)) names.push(name);
    byReason.set(reason, names);
  }
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, names]) => {
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    return names.length === 0 ? `  ${reason}` : `  ${names.slice(0, MAX_NAMES).join(', ')}${more}: ${reason}`;
  });
  return ['', 'Notes', ...lines];
}

function formatValue(value: number | boolean | null): string {
  if (value === null) return MISSING;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = value.toPrecision(6);
  return /e/.test(text) || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

import { formatColumns } from '../../support/terminal/columns';
import { compareWithRecorded } from '../metrics/bag/recorded-metrics';
import type { BehaviorMetricsKey } from '../metrics/behavior-metrics/result';
import type { BagMeasurement } from '../metrics/measurement';
import { formatCrash } from '../metrics/metric-notes';
import type { RunMetrics, TailSpread } from '../metrics/run-metrics';
import { formatEnd, formatLapTime, formatNumber, MISSING } from './format';

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
const LAPS_SHOWN = 8;
const NAMES_SHOWN = 3;

const TO_THE_LEFT = { isRight: () => false };

/** One bag's figures as aligned text: BehaviorMetrics' under their names, ours with units, what is missing. */
export function metricsTable(m: BagMeasurement): string {
  const { brain, model, circuit, direction } = m.identity;
  const who = [brain, model, circuit, direction].map((text) => text ?? MISSING).join(', ');
  return [
    `${m.file}`,
    `  ${who}; ${m.scan.messages} messages, ${(m.scan.size_bytes / 1e6).toFixed(1)} MB`,
    '',
    `BehaviorMetrics' figures, against ${m.perfectLap ?? 'no perfect lap'}`,
    formatColumns([['', 'theirs', 'put right', ''], ...theirs(m)], TO_THE_LEFT),
    '',
    "f1-brain's figures",
    formatColumns(ours(m), TO_THE_LEFT),
    ...notes(m),
  ].join('\n');
}

function theirs({ behaviorMetrics, recorded, perfectLap }: BagMeasurement): Row[] {
  const { metrics, corrected } = behaviorMetrics;
  const { adopted } = compareWithRecorded(recorded, metrics, perfectLap);
  const own = Object.entries(metrics).map(([key, value]): Row => {
    const fromBag = value === null ? adopted[key] : undefined;
    const shown = fromBag === undefined ? number(value) : `${number(fromBag)} (recorded)`;
    return [key, shown, key in corrected ? number(corrected[key]!) : '', UNITS[key as BehaviorMetricsKey]];
  });
  const more = Object.entries(corrected).filter(([key]) => !(key in metrics));
  return [...own, ...more.map(([key, value]): Row => [key, '', number(value), ''])];
}

function ours({ metrics: f, identity }: BagMeasurement): Row[] {
  return [
    ['completed', completed(f)],
    ['lap times', lapTimes(f)],
    ['distance', formatNumber(f.completed_distance_m, 1, 'm')],
    ['average speed', formatNumber(f.average_speed_mps, 2, 'm/s')],
    ['position deviation', deviation(f)],
    ['crash', f.crash === null ? MISSING : formatCrash(f.crash)],
    ['off the track', times(f.off_track_events)],
    ['wall contacts', `${times(f.wall_contact_events)} by the poses, ${times(identity.wall_contacts)} felt`],
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
    ['sensor to actuator', spread(f.sensor_to_actuator_ms)],
    ['brain step', spread(f.step_time_ms)],
    ['inference', spread(f.inference_time_ms)],
    ['brain waiting', formatNumber(percent(f.brain_waiting_share), 1, '% of the time')],
    ['suddenness', formatNumber(f.command_suddenness, 5)],
    ['jerk of v', jerk(f.command_jerk_v_mean_mps3, f.command_jerk_v_p95_mps3, 'm/s³')],
    ['jerk of w', jerk(f.command_jerk_w_mean_radps3, f.command_jerk_w_p95_radps3, 'rad/s³')],
    ['real time factor', formatNumber(f.real_time_factor, 3)],
  ];
}

function completed(f: RunMetrics): string {
  const laps = `${formatNumber(f.laps_completed, 0)} ${f.laps_completed === 1 ? 'lap' : 'laps'}`;
  if (f.percentage_completed === null) return MISSING;
  if (!Number.isFinite(f.laps)) return `${laps} and ${formatNumber(f.percentage_completed, 1)} % of another`;
  const share = `${formatNumber(f.percentage_completed, 1)} % of ${f.laps} ${f.laps === 1 ? 'lap' : 'laps'}`;
  return f.completed ? share : `${share}: ${formatEnd(f.ended_because)}`;
}

function lapTimes({ lap_times_s: all }: RunMetrics): string {
  if (all.length === 0) return MISSING;
  const shown = all
    .slice(0, LAPS_SHOWN)
    .map((time) => (time < 60 ? `${time.toFixed(3)} s` : formatLapTime(time)));
  return shown.join(', ') + (all.length > LAPS_SHOWN ? `, and ${all.length - LAPS_SHOWN} more` : '');
}

function deviation(f: RunMetrics): string {
  const until = f.crash === null ? '' : 'until_crash_';
  const of = (name: 'mean' | 'p50' | 'p95' | 'max' | 'signed_mean') =>
    formatNumber(f[`position_deviation_${until}${name}_m` as keyof RunMetrics] as number | null, 3);
  const text = `mean ${of('mean')}, p50 ${of('p50')}, p95 ${of('p95')}, max ${of('max')}, signed mean ${of('signed_mean')} m`;
  if (f.crash === null && f.position_deviation_mean_m === null) return MISSING;
  return f.crash === null ? text : `${MISSING} (up to the crash: ${text})`;
}

function spread(values: TailSpread & { readonly mean?: number | null }): string {
  if (values.p50 === null) return MISSING;
  const mean = values.mean == null ? '' : `mean ${formatNumber(values.mean, 2)}, `;
  const { p50, p95, p99, max } = values;
  return `${mean}p50 ${formatNumber(p50, 2)}, p95 ${formatNumber(p95, 2)}, p99 ${formatNumber(p99, 2)}, max ${formatNumber(max, 2)} ms`;
}

function jerk(mean: number | null, p95: number | null, unit: string): string {
  return mean === null ? MISSING : `mean ${formatNumber(mean, 1)}, p95 ${formatNumber(p95, 1)} ${unit}`;
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function times(count: number | null): string {
  return count === null ? MISSING : String(count);
}

/** Notes with the same reason stand on one line. */
function notes({ notes: own, behaviorMetrics }: BagMeasurement): string[] {
  const byReason = new Map<string, string[]>();
  for (const { figure: name, reason } of [...behaviorMetrics.notes, ...own]) {
    const names = byReason.get(reason) ?? [];
    if (name !== null && !names.includes(name)) names.push(name);
    byReason.set(reason, names);
  }
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, names]) => {
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
    return names.length === 0
      ? `  ${reason}`
      : `  ${names.slice(0, NAMES_SHOWN).join(', ')}${more}: ${reason}`;
  });
  return ['', 'Notes', ...lines];
}

function number(value: number | boolean | null): string {
  if (value === null) return MISSING;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = value.toPrecision(6);
  return /e/.test(text) || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

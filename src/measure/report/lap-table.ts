import { shortest } from '../../config/named-model';
import { formatColumns } from '../../support/terminal/columns';
import type { LapStatistics } from '../metrics/lap-statistics';
import { describeTiming } from '../metrics/recorded-timing';
import { formatCrashOrEnd, formatLapTime, formatNumber, formatPercent, MISSING } from './format';

type Row = readonly [label: string, value: string];

/** The statistics of a run as aligned text, one metric per line with its unit. */
export function formatLapTable(lap: LapStatistics): string {
  const rows: Row[] = [
    ['circuit', `${lap.circuit ?? MISSING}, ${lap.direction}`],
    ['brain', lap.brain_changes ? `${lap.brain}, after ${formatSwaps(lap.brain_changes)}` : lap.brain],
    ['model', lap.model ?? MISSING],
    ...(lap.model_path && lap.model_sha256
      ? [['model file', `${shortest(lap.model_path)}, sha256 ${lap.model_sha256.slice(0, 12)}`] as const]
      : []),
    ['provider', lap.provider ?? MISSING],
    ...(lap.car === undefined ? [] : [['car', lap.car] as const]),
    ...(lap.image_transform ? [['image corruption', formatCorruption(lap)] as const] : []),
    ...(lap.camera_timing ? [['camera', describeTiming(lap.camera_timing)] as const] : []),
    ['world, seed', `${lap.world}, ${lap.seed ?? MISSING}`],
    ['completed', formatCompleted(lap)],
    ...(lap.crash ? [['crash', formatCrash(lap.crash)] as const] : []),
    ['lap time', formatLapTimes(lap)],
    ...(lap.recoveries > 0 ? [['recoveries', formatRecoveries(lap)] as const] : []),
    ['distance', formatNumber(lap.completed_distance_m, 1, 'm')],
    ['average speed', formatNumber(lap.average_speed_mps, 2, 'm/s')],
    ['position deviation', formatDeviation(lap)],
    [
      'brain iterations',
      `throughput ${formatNumber(lap.brain_iterations_frequency_real_time, 0)} 1/s, decisions ${formatNumber(lap.decisions_per_second, 1)} 1/s`,
    ],
    ['inference time', formatSpread(lap.inference_time_ms)],
    ['step time', formatSpread(lap.step_time_ms)],
    ['latency', formatSpread(lap.sensor_to_actuator_ms)],
    ['compensation', formatCompensation(lap)],
    ['wall contacts', formatNumber(lap.wall_contacts, 0)],
    ['frames', formatFrames(lap)],
    ['real time factor', formatNumber(lap.real_time_factor, 2)],
    ...Object.entries(lap.files).map(([kind, path]): Row => [kind, path]),
  ];
  return formatColumns(rows, { isRight: () => false });
}

function formatCorruption({ image_transform, corruption_strength }: LapStatistics): string {
  return corruption_strength === undefined
    ? `${image_transform}`
    : `${image_transform}, strength ${corruption_strength}`;
}

function formatCompleted(lap: LapStatistics): string {
  if (!Number.isFinite(lap.laps)) {
    return `${formatNumber(lap.laps_completed, 0)} ${lap.laps_completed === 1 ? 'lap' : 'laps'} and ${formatPercent(lap.percentage_completed, 1)} % of another`;
  }
  const share = `${formatPercent(lap.percentage_completed, 1)} % of ${lap.laps} ${lap.laps === 1 ? 'lap' : 'laps'}`;
  return lap.completed ? `yes, ${share}` : `no, ${share}: ${formatCrashOrEnd(lap.crash, lap.ended_because)}`;
}

function formatLapTimes(lap: LapStatistics): string {
  const mean = formatLapTime(lap.lap_seconds);
  if (lap.lap_times_s.length < 2) return mean;
  const shown = lap.lap_times_s.slice(0, 8).map(formatLapTime).join(', ');
  return `${mean} (mean of ${shown}${lap.lap_times_s.length > 8 ? ', ...' : ''})`;
}

function formatRecoveries({ recoveries, recovered_laps: laps }: LapStatistics): string {
  const shown = laps.slice(0, 8).join(', ');
  const times = recoveries === 1 ? 'once' : `${recoveries} times`;
  return `put back on the line ${times}, in ${laps.length === 1 ? 'lap' : 'laps'} ${shown}${laps.length > 8 ? ', ...' : ''}`;
}

/** Deviation of the whole run, or up to the crash. */
function formatDeviation(lap: LapStatistics): string {
  const [mean, p95, max] =
    lap.crash === null
      ? [lap.position_deviation_mean_m, lap.position_deviation_p95_m, lap.position_deviation_max_m]
      : [
          lap.position_deviation_until_crash_mean_m,
          lap.position_deviation_until_crash_p95_m,
          lap.position_deviation_until_crash_max_m,
        ];
  if (mean === null) return MISSING;
  const until = lap.crash === null ? '' : 'up to the crash: ';
  return `${until}mean ${formatNumber(mean, 3)}, p95 ${formatNumber(p95, 3)}, max ${formatNumber(max, 3)} m`;
}

/** Every entry of a spread with its name, in ms. */
function formatSpread(spread_ms: object): string {
  const entries = Object.entries(spread_ms) as [string, number | null][];
  if (entries.every(([, value]) => value === null)) return MISSING;
  return `${entries.map(([name, value]) => `${name} ${formatNumber(value, 2)}`).join(', ')} ms`;
}

function formatFrames({ frames: counts }: LapStatistics): string {
  const shown = (count: number | null) => formatNumber(count, 0);
  const failed = counts.failed ? `, ${shown(counts.failed)} failed` : '';
  return (
    `${shown(counts.received)} received, ${shown(counts.answered)} answered, ` +
    `${shown(counts.superseded)} superseded, ${shown(counts.rejected)} rejected${failed}`
  );
}

function formatCompensation({ compensation }: LapStatistics): string {
  const { mode, frame_age_ms: age, frame_interval_ms: interval, commands_between_answers } = compensation;
  if (mode === null) return MISSING;
  const shown = (spread: typeof age) =>
    `p50 ${formatNumber(spread.p50, 0)}, max ${formatNumber(spread.max, 0)} ms`;
  const frames = interval.max === null ? '' : `, frame interval ${shown(interval)}`;
  if (mode === 'off') return `off${frames}`;
  const between = `${formatNumber(commands_between_answers, 0)} commands between answers`;
  return `frame age ${shown(age)}${frames}; ${between}`;
}

/** Where and when the car crashed. */
function formatCrash({ kind, simulated_s, s_m }: NonNullable<LapStatistics['crash']>): string {
  return `${kind.replaceAll('_', ' ')} at ${formatNumber(s_m, 1, 'm')} of the line, ${formatNumber(simulated_s, 1, 's')}`;
}

function formatSwaps(count: number): string {
  return count === 1 ? 'another one' : `${count} changes of brain`;
}

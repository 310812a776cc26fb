import { formatColumns } from '../../support/terminal/columns';
import type { LapStatistics } from '../metrics/lap-statistics';
import { endInWords, figure, lapTime, MISSING } from './format';

type Row = readonly [label: string, value: string];

/** The statistics at the end of a run as aligned text, one figure a line with its unit. */
export function lapTable(lap: LapStatistics): string {
  const rows: Row[] = [
    ['circuit', `${lap.circuit ?? MISSING}, ${lap.direction}`],
    ['brain', lap.brain_changes ? `${lap.brain}, after ${changes(lap.brain_changes)}` : lap.brain],
    ['model', lap.model ?? MISSING],
    ['provider', lap.provider ?? MISSING],
    ...(lap.image_transform ? [['pictures', `disturbed: ${lap.image_transform}`] as const] : []),
    ['world, seed', `${lap.world}, ${lap.seed ?? MISSING}`],
    ['completed', completed(lap)],
    ...(lap.crash ? [['left the track', crash(lap.crash)] as const] : []),
    ['lap time', lapTimes(lap)],
    ['distance', figure(lap.completed_distance_m, 1, 'm')],
    ['average speed', figure(lap.average_speed_mps, 2, 'm/s')],
    ['position deviation', deviation(lap)],
    [
      'brain iterations',
      `${figure(lap.brain_iterations_frequency_real_time, 0)} 1/s possible, ${figure(lap.decisions_per_second, 1)} 1/s made`,
    ],
    ['inference time', spread(lap.inference_time_ms)],
    ['step time', spread(lap.step_time_ms)],
    ['sensor to actuator', spread(lap.sensor_to_actuator_ms)],
    ['wall contacts', figure(lap.wall_contacts, 0)],
    ['frames', frames(lap)],
    ['real time factor', figure(lap.real_time_factor, 2)],
    ...Object.entries(lap.files).map(([kind, path]): Row => [kind, path]),
  ];
  return formatColumns(rows, { isRight: () => false });
}

function completed(lap: LapStatistics): string {
  if (!Number.isFinite(lap.laps)) {
    return `${figure(lap.laps_completed, 0)} laps and ${figure(lap.percentage_completed, 1)} % of another`;
  }
  const share = `${figure(lap.percentage_completed, 1)} % of ${lap.laps} ${lap.laps === 1 ? 'lap' : 'laps'}`;
  return lap.completed ? `yes, ${share}` : `no, ${share}: ${endInWords(lap.ended_because)}`;
}

function lapTimes(lap: LapStatistics): string {
  const mean = lapTime(lap.lap_seconds);
  if (lap.lap_times_s.length < 2) return mean;
  const shown = lap.lap_times_s.slice(0, 8).map(lapTime).join(', ');
  return `${mean} (mean of ${shown}${lap.lap_times_s.length > 8 ? ', ...' : ''})`;
}

function deviation(lap: LapStatistics): string {
  const { position_deviation_mean_m: mean, position_deviation_max_m: max } = lap;
  return `mean ${figure(mean, 3)}, p95 ${figure(lap.position_deviation_p95_m, 3)}, max ${figure(max, 3)} m`;
}

/** Every entry of a spread by its own name, in ms. */
function spread(spread_ms: object): string {
  const entries = Object.entries(spread_ms) as [string, number | null][];
  if (entries.every(([, value]) => value === null)) return MISSING;
  return `${entries.map(([name, value]) => `${name} ${figure(value, 2)}`).join(', ')} ms`;
}

function frames({ frames: counts }: LapStatistics): string {
  const shown = (count: number | null) => figure(count, 0);
  const failed = counts.failed ? `, ${shown(counts.failed)} failed` : '';
  return (
    `${shown(counts.received)} received, ${shown(counts.answered)} answered, ` +
    `${shown(counts.superseded)} superseded, ${shown(counts.rejected)} rejected${failed}`
  );
}

/** Where and when the drive left the track; what it did before is `position deviation`. */
function crash({ kind, simulated_s, s_m }: NonNullable<LapStatistics['crash']>): string {
  return `${kind.replaceAll('_', ' ')} at ${figure(s_m, 1, 'm')} of the line, ${figure(simulated_s, 1, 's')}`;
}

function changes(count: number): string {
  return count === 1 ? 'another one' : `${count} changes of brain`;
}

import type { RunStatistics } from '../../session/run-files';
import { type Cell, type ColumnOfKind, column, type RunColumn } from './run-column';

/** What the drive came to, from its statistics. */
function measured(
  name: string,
  type: RunColumn['type'],
  says: string,
  of: (statistics: RunStatistics) => Cell | undefined,
): ColumnOfKind {
  return column(name, type, says, ({ statistics }) => (statistics === null ? null : of(statistics)));
}

/** A metric whose column is named as the key of statistics.json. */
function metric(name: NumberKey, says: string, type: RunColumn['type'] = 'real'): ColumnOfKind {
  return measured(name, type, says, (statistics) => statistics[name]);
}

type NumberKey = {
  [K in keyof RunStatistics]-?: RunStatistics[K] extends number | null ? K : never;
}[keyof RunStatistics];

/** What the drive came to: in lockstep, the same on every machine. */
export const OUTCOME_COLUMNS: readonly RunColumn[] = [
  column('outcome', 'text', 'how the run ended', ({ outcome, statistics, added_from }) =>
    added_from === undefined ? outcome : statistics?.ended_because,
  ),
  measured('completed', 'boolean', 'whether all laps were completed', ({ completed }) => completed),
  metric('laps_completed', 'laps completed', 'integer'),
  metric('percentage_completed', 'of all laps asked for'),
  metric('lap_seconds', 'mean time of a completed lap, simulated'),
  measured('best_lap_seconds', 'real', 'fastest lap, simulated', ({ lap_times_s }) =>
    lap_times_s.length === 0 ? null : Math.min(...lap_times_s),
  ),
  metric('simulated_seconds', 'simulated time driven'),
  metric('completed_distance_m', 'distance driven'),
  metric('average_speed_mps', 'distance over simulated time'),
  metric('position_deviation_mean_m', 'mean distance to the line'),
  metric('position_deviation_max_m', 'greatest distance to the line'),
  metric('position_deviation_p50_m', 'median distance to the line'),
  metric('position_deviation_p95_m', '95th percentile of the distance to the line'),
  metric('position_deviation_signed_mean_m', 'mean, left of the line positive'),
  metric('position_deviation_until_crash_mean_m', 'mean distance to the line until a crash'),
  metric('position_deviation_until_crash_max_m', 'greatest distance to the line until a crash'),
  metric('wall_contacts', 'contacts that the world detected', 'integer'),
  metric('wall_contact_events', 'contacts computed from poses', 'integer'),
  metric('off_track_events', 'times the car left the track', 'integer'),
  measured('crash', 'text', 'left_track, hit_wall or pitched_over', ({ crash }) => crash?.kind),
  measured('crash_s_m', 'real', 'distance along the line of the crash', ({ crash }) => crash?.s_m),
  metric('car_set_elsewhere', 'teleports during the run', 'integer'),
  metric('recoveries', 'times the car was put back on the line', 'integer'),
  metric('command_suddenness', "BehaviorMetrics' suddenness of commands"),
  metric('command_jerk_v_mean_mps3', 'jerk of the commanded speed'),
  metric('command_jerk_w_mean_radps3', 'jerk of the commanded angular velocity'),
  metric('decisions', 'distinct frames answered', 'integer'),
  metric('decisions_per_simulated_second', 'distinct frames answered per simulated second'),
  metric('frames_per_simulated_second', 'frames received per simulated second'),
  measured('frames_received', 'integer', 'camera frames received', ({ frames }) => frames.received),
  measured(
    'frames_superseded',
    'integer',
    'frames replaced by a newer one',
    ({ frames }) => frames.superseded,
  ),
  measured('frames_failed', 'integer', 'frames on which the brain failed', ({ frames }) => frames.failed),
  measured('frames_rejected', 'integer', 'unreadable frames', ({ frames }) => frames.rejected),
  measured(
    'commands_compensated',
    'integer',
    'answers that were compensated',
    ({ compensation }) => compensation.commands_compensated,
  ),
].map((each) => ({ ...each, kind: 'outcome' }));

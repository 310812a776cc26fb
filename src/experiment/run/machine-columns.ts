import type { RunStatistics } from '../../session/run-files';
import { outcomeSha256 } from './outcome-sha256';
import { type Cell, type ColumnOfKind, column, type RunColumn } from './run-column';
import { runFolderName } from './run-folder';

/** What was measured in real time, from the statistics. */
function timed(
  name: string,
  says: string,
  of: (statistics: RunStatistics) => Cell | undefined,
): ColumnOfKind {
  return column(name, 'real', says, ({ statistics }) => (statistics === null ? null : of(statistics)));
}

/** What depends on machine and moment. */
export const MACHINE_COLUMNS: readonly RunColumn[] = [
  // A fault's message may name files of the machine, and `auto` takes the provider that a machine has.
  column('detail', 'text', 'why it ended so, in one line', ({ detail }) => detail),
  column(
    'withheld',
    'text',
    'metrics that are empty because of how it ended, with reasons, as JSON',
    (result) => {
      return Object.keys(result.withheld).length === 0 ? null : JSON.stringify(result.withheld);
    },
  ),
  column('provider', 'text', 'execution provider that ran', ({ statistics }) => statistics?.provider),
  column('position_deviation_mae', 'real', "BehaviorMetrics' metric of that name, from the bag", (result) => {
    const mae = result.behavior_metrics?.position_deviation_mae;
    return typeof mae === 'number' ? mae : null;
  }),
  timed(
    'brain_iterations_frequency_real_time',
    '1 / mean step time of the brain, per second',
    (statistics) => {
      return statistics.brain_iterations_frequency_real_time;
    },
  ),
  timed('decisions_per_second', 'distinct frames answered per second', (statistics) => {
    return statistics.decisions_per_second;
  }),
  timed('inference_time_p50_ms', 'median inference time', (statistics) => statistics.inference_time_ms.p50),
  timed('inference_time_p99_ms', '99th percentile', (statistics) => statistics.inference_time_ms.p99),
  timed('step_time_p50_ms', 'median step time of the brain', (statistics) => statistics.step_time_ms.p50),
  timed('step_time_p99_ms', '99th percentile', (statistics) => statistics.step_time_ms.p99),
  timed('sensor_to_actuator_p50_ms', 'median end-to-end latency', (statistics) => {
    return statistics.sensor_to_actuator_ms.p50;
  }),
  timed('sensor_to_actuator_p99_ms', '99th percentile', (statistics) => statistics.sensor_to_actuator_ms.p99),
  timed('real_time_factor', 'simulated over real time', (statistics) => statistics.real_time_factor),
  column('bag_bytes', 'integer', 'size of the recording', ({ statistics }) => statistics?.recording?.bytes),
  column('wall_s', 'real', 'time of the last attempt', ({ wall_s, added_from }) =>
    added_from === undefined ? wall_s : null,
  ),
  column('attempts', 'integer', 'attempts taken', ({ attempts }) => attempts),
  column('simulator_crashes', 'integer', 'attempts in which Gazebo crashed or hung', (result) => {
    return result.simulator_crashes;
  }),
  column('started_at', 'text', 'ISO 8601, UTC', ({ started_at }) => started_at),
  column('host', 'text', 'machine that drove', ({ machine }) => machine.host || null),
  column('cpu', 'text', 'its processor', ({ machine }) => machine.cpu || null),
  column('program_version', 'text', 'version of f1-brain', ({ machine }) => machine.program_version || null),
  column('node_version', 'text', 'version of Node.js', ({ machine }) => machine.node_version || null),
  column('added_from', 'text', 'where a run was added from', ({ added_from }) => added_from),
  column('outcome_sha256', 'text', 'fingerprint of the outcome columns and lap times', outcomeSha256),
  column('folder', 'text', 'its folder below runs/', ({ run }) => runFolderName(run)),
].map((each) => ({ ...each, kind: 'machine' }));

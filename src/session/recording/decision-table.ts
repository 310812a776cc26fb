import { stringify } from 'csv-stringify/sync';
import type { DecisionRecord } from '../../messages/index';
import { csvText } from '../../support/csv-text';
import type { Stamp } from '../../types';

const COLUMNS = [
  'recorded_s',
  'frame_sequence',
  'frame_stamp_s',
  'simulated_s',
  'left_ms',
  'waited_ms',
  'step_ms',
  'inference_ms',
  'sensor_to_actuator_ms',
  'v_mps',
  'w_radps',
  'brain',
  'model',
  'provider',
  'frame_age_ms',
  'frame_dating',
  'moved_m',
  'turned_rad',
  'brain_v_mps',
  'brain_w_radps',
] as const;

/** First line of decisions.csv. */
export const DECISION_HEADER = `${COLUMNS.join(',')}\n`;

/** The values of one line of decisions.csv; missing ones are null. */
export type DecisionRow = readonly (string | number | null | undefined)[];

export function decisionRow(decision: DecisionRecord, recorded: Stamp): DecisionRow {
  const { frameSequence, frameStamp, stamp: _, ...rest } = decision;
  const row = {
    ...rest,
    recorded_s: seconds(recorded),
    frame_sequence: frameSequence,
    frame_stamp_s: frameStamp && seconds(frameStamp),
    brain: decision.brain && csvText(decision.brain),
    model: decision.model && csvText(decision.model),
    provider: decision.provider && csvText(decision.provider),
  };
  return COLUMNS.map((column) => row[column]);
}

/** Lines of decisions.csv; missing values are empty. */
export function decisionLines(rows: readonly DecisionRow[]): string {
  return stringify([...rows]);
}

/** Exact to the nanosecond, unlike a number. */
function seconds({ sec, nsec }: Stamp): string {
  return `${sec}.${String(nsec).padStart(9, '0')}`;
}

import { formatEnd, formatNumber } from '../../../measure/report/format';
import { formatClock } from '../../../support/terminal/time-left';
import type { LiveCellRun, LiveRun, TallyMessage } from '../../grid-messages';
import type { GridCell } from './board';

/** Runs of a cell that have a result. */
export function countDone({ completed, otherwise, failed }: GridCell): number {
  return completed + otherwise + failed;
}

/** What a cell shows besides its count: means of the runs so far. */
export function describeResults({ deviationMean_m, averageSpeed_mps }: GridCell): string {
  if (deviationMean_m === null && averageSpeed_mps === null) return '';
  return `${formatNumber(deviationMean_m, 3, 'm')} · ${formatNumber(averageSpeed_mps, 1, 'm/s')}`;
}

/** Runs of a cell that drive, or that were not completed, as short texts. */
export function listMarks({ running, otherwise, failed }: GridCell): string[] {
  return [
    ...(running > 0 ? [`${running} running`] : []),
    ...(otherwise > 0 ? [`${otherwise} not completed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
}

/** A run of the plan beside brain and circuit, such as `forward, repetition 2, seed 2, rain 0.5`. */
export function describeCourse({ direction, repetition, seed, condition }: LiveRun): string {
  const parts = [direction, `repetition ${repetition}`, `seed ${seed}`, condition];
  return parts.filter((part) => part !== '').join(', ');
}

/** How a run of a cell ended, or that it has not. */
export function describeRunEnd({ state, outcome, detail }: LiveCellRun): string {
  if (state !== 'done') return state;
  const end = outcome === 'fault' ? 'failed' : formatEnd(outcome);
  return detail === null ? end : `${end}: ${detail}`;
}

/** What drives now, as on the terminal. */
export function describeActivity({ running, workers }: TallyMessage): string {
  if (workers === null) return String(running);
  return `${running} on ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
}

/** Time left as on the terminal; a dash while it cannot be estimated. */
export function formatLeft(left_s: number | null): string {
  return left_s === null ? '–' : formatClock(left_s);
}

import { formatEnd } from '../../measure/report/format';

/** Outcomes that say nothing about how a brain drives: they count neither as success nor as failure. */
const FAULTS: ReadonlySet<string> = new Set(['fault', 'world_lost', 'recording_failed', 'interrupted']);

/** Order of outcomes in tables and charts, from the best; others follow in the order of the runs. */
const ORDER: readonly string[] = [
  'completed',
  'time_limit',
  'no_progress',
  'standstill',
  'trapped',
  'left_track',
  'pitched_over',
  'gave_up',
  'brain_failed',
  'world_lost',
  'recording_failed',
  'interrupted',
  'fault',
];

export function isFault(outcome: string): boolean {
  return FAULTS.has(outcome);
}

/** Outcome in words. */
export function formatOutcome(outcome: string): string {
  return outcome === 'fault' ? 'ended by a fault' : formatEnd(outcome);
}

/** An outcome with its number of runs. */
export interface OutcomeCount {
  readonly outcome: string;
  readonly runs: number;
}

/** Numbers of runs by outcome, from the best outcome. */
export function countOutcomes(outcomes: Iterable<string>): OutcomeCount[] {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const place = (outcome: string) => {
    const at = ORDER.indexOf(outcome);
    return at === -1 ? ORDER.length : at;
  };
  return [...counts]
    .map(([outcome, runs]) => ({ outcome, runs }))
    .sort((a, b) => place(a.outcome) - place(b.outcome));
}

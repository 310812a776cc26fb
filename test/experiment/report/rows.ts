import type { PlannedRun } from '../../../src/experiment/run/planned-run';
import type { RunOutcome } from '../../../src/experiment/run/run-result';
import { type RunRow, rowOf } from '../../../src/experiment/run/run-row';
import { lapStatistics, plannedRun, runResult } from '../run/run-results';

const { brain: PLAIN_BRAIN } = plannedRun();

/** A run as a test describes it; what is left out is as in a plain lap of simple_circuit in lockstep. */
export interface DrivenRun {
  readonly brain?: string;
  readonly circuit?: string;
  readonly seed?: number;
  readonly repetition?: number;
  readonly outcome?: RunOutcome;
  readonly detail?: string;
  readonly withheld?: Readonly<Record<string, string>>;
  readonly deviation_m?: number | null;
  readonly speed_mps?: number | null;
  readonly plan?: Partial<PlannedRun>;
}

/** The row of a run. Its metrics about driving are empty unless it completed, as the plan of a run that ends early has it. */
export function drivenRow(run: DrivenRun = {}): RunRow {
  const { brain = 'line_follower', circuit = 'simple_circuit', seed = 1, repetition = 1 } = run;
  const { outcome = 'completed', deviation_m = 0.02, speed_mps = 12, detail = null, withheld = {} } = run;
  const completed = outcome === 'completed';
  const planned = plannedRun(JSON.stringify(run), {
    brain: { ...PLAIN_BRAIN, name: brain, sha256: `sha of ${brain}` },
    circuit: { name: circuit, file: null },
    seed,
    repetition,
    ...run.plan,
  });
  const statistics = {
    ...lapStatistics,
    completed,
    laps_completed: completed ? 1 : 0,
    percentage_completed: completed ? 100 : 40 + seed,
    position_deviation_mean_m: completed ? deviation_m : null,
    position_deviation_max_m: completed && deviation_m !== null ? 3 * deviation_m : null,
    average_speed_mps: completed ? speed_mps : null,
    lap_seconds: completed && speed_mps !== null ? 300 / speed_mps : null,
  };
  return rowOf(
    runResult(planned, { outcome, detail, withheld, statistics: outcome === 'fault' ? null : statistics }),
  );
}

/** Rows of brains that each drove the same conditions. @param deviationOf of a brain's run under a condition, from 0 */
export function pairedRows(
  brains: readonly string[],
  conditions: number,
  deviationOf: (brain: number, condition: number) => number | null,
): RunRow[] {
  return brains.flatMap((brain, b) =>
    Array.from({ length: conditions }, (_, c) => {
      const deviation_m = deviationOf(b, c);
      const outcome = deviation_m === null ? 'left_track' : 'completed';
      return drivenRow({ brain, seed: c + 1, repetition: c + 1, outcome, deviation_m });
    }),
  );
}

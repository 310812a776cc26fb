import path from 'node:path';
import type { Contender } from './contender';
import type { CandidateResult, CandidateStatus, SearchResult } from './search-result';
import type { SearchState } from './search-state';
import { byObjectives, FRONT_METRICS, findNearest, paretoFront } from './select/rank';

/** What a search has found, whether it got to its end or not. */
export function buildResult(
  state: SearchState,
  { interrupted }: { readonly interrupted: boolean },
): SearchResult {
  const { goal, contenders, sensitivity, ...rest } = state;
  const front = new Set(paretoFront(contenders.filter(isComparable), FRONT_METRICS).map(({ name }) => name));
  const winner = findWinner(state);
  const nearest = winner !== null || interrupted ? null : findNearest(contenders, goal);
  return {
    ...rest,
    goal,
    interrupted,
    met: winner !== null ? true : interrupted ? null : false,
    provider: contenders.find(({ images }) => images?.provider)?.images?.provider ?? null,
    candidates: contenders.map((one) => ({
      ...describe(one),
      status: one === winner ? 'winner' : statusOf(one),
      on_front: front.has(one.name),
    })),
    winner: winner && { name: winner.name, file: winnerFile(state, winner) },
    nearest: nearest && { name: nearest.model.name, misses: nearest.misses },
    sensitivity,
  };
}

/** The best of the models that meet the goal; null where none does. */
export function findWinner({ contenders, goal }: SearchState): Contender | null {
  const meeting = contenders.filter((one) => one.isComplete && one.dropped === null);
  return meeting.toSorted(byObjectives(goal))[0] ?? null;
}

export function winnerFile({ folder }: Pick<SearchState, 'folder'>, { made }: Contender): string {
  return path.join(folder, 'winner', path.basename(made.file));
}

/** Whether it drove all laps, and has all that the front is about. */
function isComparable({ isComplete, figures }: Contender): boolean {
  return isComplete && FRONT_METRICS.every((metric) => typeof figures[metric] === 'number');
}

function describe(contender: Contender): Omit<CandidateResult, 'status' | 'on_front'> {
  const { made, laps, dropped } = contender;
  const { strategies, options } = made.candidate;
  return {
    name: contender.name,
    strategies,
    options: { ...options },
    file: made.rejected === null ? made.file : null,
    sha256: made.sha256,
    reason: dropped?.reason ?? null,
    figures: contender.soFar,
    laps,
  };
}

function statusOf({ dropped, isComplete }: Contender): CandidateStatus {
  if (dropped !== null) return dropped.why;
  return isComplete ? 'meets the goal' : 'not finished';
}

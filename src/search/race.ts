import { count } from '../support/count';
import type { Contender } from './contender';
import type { Goal } from './goal/goal';
import { findMisses, formatMiss, meetsGoal } from './goal/judge';
import type { DrivenLap, LapFault } from './measure/laps';
import { DRIVEN_METRICS, dominates, FRONT_METRICS, keepHalf, paretoFront } from './select/rank';

/** Fewer are not halved. */
const LEAST_KEPT = 4;

export interface RaceOptions {
  readonly goal: Goal;
  /** Laps of each model that gets to the end. */
  readonly planned: number;
  /** Drives the first laps of models. @param count how many of each */
  drive(models: readonly Contender[], count: number): Promise<readonly (readonly DrivenLap[] | LapFault)[]>;
  readonly onRung?: (driving: number, laps: number) => void;
}

/** How many laps a model has driven after each rung: 1, 2, 4 and so on. */
export function rungsOf(planned: number): number[] {
  const rungs: number[] = [];
  for (let laps = 1; laps < planned; laps *= 2) rungs.push(laps);
  return [...rungs, planned];
}

/**
 * Successive halving: all models drive a lap, the better half a second one, and so on. A model that cannot meet the goal any more
 * is out; one that is set aside as dominated or in the worse half drives on where no other meets the goal.
 */
export async function race(field: readonly Contender[], options: RaceOptions): Promise<void> {
  const { goal, planned } = options;
  let driving = [...field];
  const aside = new Set<Contender>();
  while (driving.length > 0) {
    const laps = rungsOf(planned).find((count) => count > driving[0]!.laps.length) ?? planned;
    options.onRung?.(driving.length, laps);
    await driveOn(driving, laps, options);
    const alive = driving.filter(({ dropped }) => dropped === null);
    driving = laps < planned ? select(alive, goal, laps, aside) : [];
    if (driving.length === 0 && !field.some((one) => one.isComplete && one.dropped === null)) {
      driving = takeBack(aside, goal);
    }
  }
}

async function driveOn(
  models: readonly Contender[],
  laps: number,
  { goal, drive }: RaceOptions,
): Promise<void> {
  const driven = await drive(models, laps);
  for (const [i, model] of models.entries()) {
    const found = driven[i]!;
    if ('fault' in found) {
      model.dropped = { why: 'rejected', reason: found.fault };
      continue;
    }
    model.laps = found;
    dropMissing(model, goal);
  }
}

/** Fastest first, since size and deviation have decided who was set aside. */
const MOST_ADDED = 4;

/**
 * Models that the race set aside and that may be on the front of size, time and deviation nevertheless: no other is so fast. Who
 * they are depends on measured times, so they are driven when the winner is known.
 */
export function chooseForFront(field: readonly Contender[]): Contender[] {
  const isAside = ({ dropped }: Contender) => dropped?.why === 'dominated' || dropped?.why === 'halved';
  const compared = field
    .filter((one) => one.dropped === null || isAside(one))
    .map((model) => ({ model, name: model.name, figures: model.soFar }));
  return paretoFront(compared, FRONT_METRICS)
    .map(({ model }) => model)
    .filter((one) => isAside(one) && !one.isComplete && typeof one.soFar.p50 === 'number')
    .toSorted((a, b) => a.soFar.p50! - b.soFar.p50!)
    .slice(0, MOST_ADDED);
}

/** Drops a model that cannot meet the goal any more. */
export function dropMissing(model: Contender, goal: Goal): void {
  const misses = findMisses(goal, model.figures);
  if (misses.length > 0) {
    model.dropped = { why: 'missed', reason: misses.map(formatMiss).join('; ') };
  } else if (model.isComplete && !meetsGoal(goal, model.figures)) {
    const unknown = goal.bounds.filter(({ metric }) => typeof model.figures[metric] !== 'number');
    const names = unknown.map(({ metric }) => metric).join(', ');
    model.dropped = { why: 'missed', reason: `${names}: could not be measured here` };
  }
}

/** The ones that drive on; the others are set aside. */
function select(alive: readonly Contender[], goal: Goal, laps: number, aside: Set<Contender>): Contender[] {
  const compared = alive.map((model) => ({ model, name: model.name, figures: model.soFar }));
  const best = compared.filter((one) => {
    const better = compared.find((other) => dominates(other, one, DRIVEN_METRICS));
    if (better === undefined) return true;
    one.model.dropped = { why: 'dominated', reason: `by ${better.name} after ${count(laps, 'lap')}` };
    aside.add(one.model);
    return false;
  });
  const kept = new Set(keepHalf(best, goal, LEAST_KEPT));
  for (const one of best) {
    if (kept.has(one)) continue;
    one.model.dropped = { why: 'halved', reason: `after ${count(laps, 'lap')}` };
    aside.add(one.model);
  }
  return [...kept].map(({ model }) => model);
}

/** Half of those that were set aside last. */
function takeBack(aside: Set<Contender>, goal: Goal): Contender[] {
  const most = Math.max(...[...aside].map(({ laps }) => laps.length));
  const last = [...aside].filter(({ laps }) => laps.length === most);
  const compared = last.map((model) => ({ model, name: model.name, figures: model.soFar }));
  const taken = keepHalf(compared, goal, LEAST_KEPT).map(({ model }) => model);
  for (const model of taken) {
    aside.delete(model);
    model.dropped = null;
  }
  return taken;
}

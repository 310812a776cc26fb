import { mean } from '../../support/statistics';
import type { Figures } from '../goal/goal';
import type { DrivenLap } from './laps';

/**
 * The figures of a model's laps. While laps are missing, those that can only get worse are as good as they can still become:
 * `laps` counts the missing ones as completed.
 * @param planned laps that the model would drive in all
 */
export function lapFigures(laps: readonly DrivenLap[], planned: number): Figures {
  if (laps.length === 0) return {};
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const completed = laps.filter((lap) => lap.completed);
  const deviations = known(laps.map((lap) => lap.max_deviation_m));
  const contacts = known(laps.map((lap) => lap.wall_contacts));
  const worst: Figures = {
    laps: completed.length + planned - laps.length,
    max_deviation: deviations.length === 0 ? null : Math.max(...deviations),
    wall_contacts: contacts.length === 0 ? null : contacts.reduce((sum, count) => sum + count, 0),
  };
  return laps.length < planned ? worst : { ...worst, ...lapMeans(laps) };
}

/** Means over the completed laps. */
export function lapMeans(
  laps: readonly DrivenLap[],
): Pick<Record<string, number | null>, 'mean_deviation' | 'mean_speed'> {
  const completed = laps.filter((lap) => lap.completed);
  const over = (value: (lap: DrivenLap) => number | null) =>
    mean(completed.map(value).filter((found) => found !== null));
  return {
    mean_deviation: over((lap) => lap.mean_deviation_m),
    mean_speed: over((lap) => lap.mean_speed_mps),
  };
}

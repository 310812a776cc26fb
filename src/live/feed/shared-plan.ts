import { labelBrains } from '../../experiment/report/brain-labels';
import { timingOf } from '../../experiment/run/plan-columns';
import type { PlannedRun } from '../../experiment/run/planned-run';
import { describeTiming } from '../../measure/metrics/recorded-timing';
import type { SharedPlan, SharedRun } from './experiment-news';

/** The runs of a plan as pages show them: brains by the labels of reports, circuits by name.
 *  @param folder that keeps them
 *  @param isQueued whether workers of a queue drive them */
export function sharePlan(
  name: string,
  runs: readonly PlannedRun[],
  { folder, isQueued }: { readonly folder: string; readonly isQueued: boolean },
): SharedPlan {
  const brains = new Places<string>();
  const circuits = new Places<SharedPlan['circuits'][number]>();
  const labels = labelBrains(runs.map(driverOf));
  const shared = runs.map((run, i): SharedRun => {
    const { circuit, direction, repetition, seed } = run;
    const source = circuit.file?.path ?? circuit.name;
    return {
      brain: brains.placeOf(labels[i]!, labels[i]!),
      circuit: circuits.placeOf(`${circuit.name} ${source}`, { name: circuit.name, source }),
      direction,
      repetition,
      seed,
      condition: describeCondition(run),
    };
  });
  return { name, folder, isQueued, brains: brains.values, circuits: circuits.values, runs: shared };
}

/** Values in the order in which they come first. */
class Places<T> {
  readonly values: T[] = [];
  readonly #places = new Map<string, number>();

  placeOf(key: string, value: T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

function driverOf({ brain, model, provider, compensation }: PlannedRun) {
  return {
    brain: brain.name,
    model: model?.name ?? null,
    provider_asked: provider,
    compensation,
    brain_sha256: brain.sha256,
    module_sha256: brain.module?.sha256 ?? null,
    model_sha256: model?.sha256 ?? null,
    card_sha256: model?.card_sha256 ?? null,
  };
}

/** What is not as it is by default, in a few words. */
function describeCondition(run: PlannedRun): string {
  const { start, corruption, cameraTiming, world } = run;
  const parts = [
    start.kind === 'default' ? null : `start ${start.name}`,
    corruption === null ? null : `${corruption.name} ${corruption.strength}`,
    Object.keys(cameraTiming).length === 0 ? null : describeTiming(timingOf(run)),
    world.kind === 'lockstep' ? null : world.kind,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

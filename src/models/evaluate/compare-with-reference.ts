import { median } from '../../support/statistics';
import type { ModelEvaluation, ReferenceComparison } from './evaluation';

/** Adds to each model its comparison with the reference on the same provider.
 *  @param reference name of a model; null for no comparison */
export function compareWithReference(
  reference: string | null,
  models: readonly ModelEvaluation[],
): readonly ModelEvaluation[] {
  return models.map((model) => {
    const against = models.find(
      (other) => other.model === reference && other.provider_asked === model.provider_asked,
    );
    return against === undefined ? model : { ...model, of_reference: compareModels(model, against) };
  });
}

export function compareModels(model: ModelEvaluation, reference: ModelEvaluation): ReferenceComparison {
  const speed = (key: 'inference_p50_ms' | 'step_p50_ms') =>
    median(
      model.rounds.flatMap((round, i) => {
        const [own, other] = [round[key], reference.rounds[i]?.[key] ?? null];
        return own === null || other === null || own === 0 ? [] : [other / own];
      }),
    );
  return {
    size_percent: (100 * model.size_bytes) / reference.size_bytes,
    speed: speed('inference_p50_ms'),
    step_speed: speed('step_p50_ms'),
    mse_change_percent:
      model.mse === null || reference.mse === null || reference.mse === 0
        ? null
        : 100 * (model.mse / reference.mse - 1),
  };
}

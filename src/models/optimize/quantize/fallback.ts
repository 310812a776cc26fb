import { cloneModel } from '../../../onnx/graph';
import type { Strategy } from '../strategy';
import { readQuantizeOptions } from './options';
import { planQuantization } from './plan';
import { preparePlan } from './prepare-plan';
import { findFallback } from './sensitivity';
import { determineScales, quantizeStatic } from './static';

/** Default error budget, a mean absolute difference of w in rad/s, when no layers are named. */
export const DEFAULT_BUDGET_RADPS = 0.01;

/** Static quantization with the named or the most sensitive layers left in float. */
export const INTEGER_FALLBACK: Strategy = {
  name: 'integer-fallback',
  summary: 'static int8 with some layers in float: named ones, or the most sensitive by --error-budget 0.01',
  needsCalibration: true,
  async apply(context) {
    const { model } = context;
    const options = readQuantizeOptions(context.options);
    const defaultBudget = options.keepFloat.length === 0 ? DEFAULT_BUDGET_RADPS : null;
    const budget_radps = options.errorBudget_radps ?? defaultBudget;
    const whole = preparePlan(context, options, 'integer-fallback');
    const scales = await determineScales(context, whole, options);
    if (budget_radps === null) return quantizeStatic(context, whole, scales, options);

    const fallback = await findFallback(context, cloneModel(model), whole, scales, options, budget_radps);
    const keepFloat = new Set([...options.keepFloat, ...fallback.layers]);
    const plan = planQuantization(model.graph, keepFloat, options.activations);
    const result = quantizeStatic(context, plan, scales, options);
    const difference = fallback.difference_radps.toPrecision(2);
    return {
      ...result,
      parameters: {
        ...result.parameters,
        error_budget_radps: budget_radps,
        mean_difference_radps: Number(fallback.difference_radps.toPrecision(4)),
        compared_pictures: fallback.images,
        keep_float: [...keepFloat],
        sensitivity_radps: Object.fromEntries(
          [...fallback.sensitivity_radps].map(([layer, value]) => [layer, Number(value.toPrecision(3))]),
        ),
      },
      notes: [
        ...result.notes,
        `w differs by ${difference} rad/s on average over ${fallback.images} images; the budget is ${budget_radps}`,
      ],
    };
  },
};

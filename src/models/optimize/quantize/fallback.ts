import { cloneModel } from '../../../onnx/graph';
import type { Strategy } from '../strategy';
import { quantizeOptions } from './options';
import { planQuantisation } from './plan';
import { planOf } from './plan-of';
import { findFallback } from './sensitivity';
import { quantiseStatic, scalesFor } from './static';

/** Mean absolute difference of w, in rad/s, where neither layers nor a budget are given. */
export const DEFAULT_BUDGET_RADPS = 0.01;

/** Integers where they do no harm: some layers stay in float, named or found out. */
export const integerFallback: Strategy = {
  name: 'integer-fallback',
  summary: 'static int8 with layers left in float: named ones, or those that --error-budget 0.01 rules out',
  needsCalibration: true,
  async apply(context) {
    const { model } = context;
    const options = quantizeOptions(context.options);
    const unasked = options.keepFloat.length === 0 ? DEFAULT_BUDGET_RADPS : null;
    const budget_radps = options.errorBudget_radps ?? unasked;
    const whole = planOf(context, options, 'integer-fallback');
    const scales = await scalesFor(context, whole, options);
    if (budget_radps === null) return quantiseStatic(context, whole, scales, options);

    const fallback = await findFallback(context, cloneModel(model), whole, scales, options, budget_radps);
    const keepFloat = new Set([...options.keepFloat, ...fallback.layers]);
    const plan = planQuantisation(model.graph, keepFloat, options.activations);
    const result = quantiseStatic(context, plan, scales, options);
    const difference = fallback.difference_radps.toPrecision(2);
    return {
      ...result,
      parameters: {
        ...result.parameters,
        error_budget_radps: budget_radps,
        mean_difference_radps: Number(fallback.difference_radps.toPrecision(4)),
        compared_pictures: fallback.pictures,
        keep_float: [...keepFloat],
        sensitivity_radps: Object.fromEntries(
          [...fallback.sensitivity_radps].map(([layer, value]) => [layer, Number(value.toPrecision(3))]),
        ),
      },
      notes: [
        ...result.notes,
        `w differs by ${difference} rad/s in the mean of ${fallback.pictures} pictures, ${budget_radps} are allowed`,
      ],
    };
  },
};

import { ConfigurationError } from '../../errors';
import { inferShapes } from '../../onnx/shapes';
import type { Strategy } from '../strategy';
import {
  foldNormalisation,
  outputSteps,
  pixelInput,
  quantisedInput,
  quantisedOutput,
  zeroOf,
} from './integer-contract';
import { integerPlan } from './integer-plan';
import { IntegerWriter } from './integer-writer';
import { quantizeOptions } from './options';
import { dequantise } from './parameters';
import { planOf } from './plan-of';
import { scalesFor } from './static';
import { rootOf } from './units';

/** Bytes in, bytes out, nothing but integers between; the card says what the bytes mean. */
export const integerQuantisation: Strategy = {
  name: 'integer',
  summary: 'uint8 in, uint8 out, integer operators throughout; scales in the card',
  needsCalibration: true,
  async apply(context) {
    const { model, card } = context;
    const options = quantizeOptions(context.options);
    if (options.activations !== 'uint8') {
      throw new ConfigurationError('strategy integer has uint8 activations; leave --activations out');
    }
    if (options.keepFloat.length > 0) {
      throw new ConfigurationError(
        'strategy integer keeps nothing in float; --keep-float goes with integer-fallback',
      );
    }
    const plan = integerPlan(planOf(context, options, 'integer'), card);
    const { graph } = model;
    let input = card.input;
    const scales = await scalesFor(context, plan, options, (activations) => {
      if (!foldNormalisation(plan, card.input)) return;
      input = pixelInput(card.input);
      activations.set(card.input.name, { type: 'uint8', scale: 1, zeroPoint: 0 });
    });
    if (input === card.input) input = quantisedInput(card.input, scales.activations.get(card.input.name)!);
    const shapes = inferShapes(model, card.modelFile);
    const last = scales.activations.get(rootOf(graph, card.output.name))!;
    const elements = card.output.shape.reduce((product, n) => product * n, 1);
    const steps = Array.from({ length: elements }, (_, element) =>
      scales.outputs === null
        ? { low: dequantise(0, last), step: last.scale }
        : outputSteps(scales.outputs[element]!, zeroOf(card.output, element)),
    );
    const { activations, weights, parameters } = scales;
    new IntegerWriter(plan, {
      activations,
      weights,
      outputs: steps,
      shapes,
      input: card.input.name,
      output: card.output.name,
      file: card.modelFile,
    }).write();
    const output = quantisedOutput(card.output, steps);
    return {
      model,
      precision: 'uint8',
      parameters,
      contract: { input, output },
      notes: [
        `one step of the output is ${Math.abs(output.v.scale).toPrecision(2)} m/s or ` +
          `${Math.abs(output.w.scale).toPrecision(2)} rad/s`,
      ],
    };
  },
};

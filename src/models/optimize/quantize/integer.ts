import { ConfigurationError } from '../../../errors';
import { inferShapes } from '../../../onnx/shapes';
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
import { biasInSteps, IntegerWriter } from './integer-writer';
import { quantizeOptions } from './options';
import { dequantise, type Range } from './parameters';
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
    const answer = rootOf(graph, card.output.name);
    const stepsOf = (outputs: readonly Range[]) =>
      outputs.map((range, element) => outputSteps(range, zeroOf(card.output, element)));
    const scales = await scalesFor(context, plan, options, (activations, outputs) => {
      if (foldNormalisation(plan, card.input)) {
        input = pixelInput(card.input);
        activations.set(card.input.name, { type: 'uint8', scale: 1, zeroPoint: 0 });
      }
      const { layer } = plan.units.find(({ result }) => result === answer)!;
      const count = graph.initializers.get(layer!.weight)!.dims[layer!.axis]!;
      return new Map([[answer, biasInSteps(graph, layer!.bias, count, stepsOf(outputs))]]);
    });
    if (input === card.input) input = quantisedInput(card.input, scales.activations.get(card.input.name)!);
    const shapes = inferShapes(model, card.modelFile);
    const last = scales.activations.get(answer)!;
    const elements = card.output.shape.reduce((product, n) => product * n, 1);
    const steps =
      scales.outputs === null
        ? Array.from({ length: elements }, () => ({ low: dequantise(0, last), step: last.scale }))
        : stepsOf(scales.outputs);
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

import type { ModelCard } from '../../../config/model-card';
import { isLinearOutput, type LinearOutput } from '../../../config/output-contract';
import { ConfigurationError, ModelError } from '../../../errors';
import { inferShapes } from '../../../onnx/shapes';
import type { Strategy } from '../strategy';
import {
  buildPixelInput,
  buildQuantizedInput,
  buildQuantizedOutput,
  chooseOutputSteps,
  findZeroVelocity,
  foldNormalization,
} from './integer-contract';
import { planIntegers } from './integer-plan';
import { IntegerWriter, shiftBias } from './integer-writer';
import { readQuantizeOptions } from './options';
import { dequantize, type Range } from './parameters';
import { preparePlan } from './prepare-plan';
import { determineScales } from './static';
import { findRoot } from './units';

/** Integer operators from input to output; the scales of input and output are in the card. */
export const INTEGER_QUANTIZATION: Strategy = {
  name: 'integer',
  summary: 'uint8 in, uint8 out, integer operators throughout; scales in the card',
  needsCalibration: true,
  async apply(context) {
    const { model, card } = context;
    const options = readQuantizeOptions(context.options);
    if (options.activations !== 'uint8') {
      throw new ConfigurationError('strategy integer always uses uint8 activations; omit --activations');
    }
    if (options.keepFloat.length > 0) {
      throw new ConfigurationError(
        'strategy integer keeps no layer in float; use --keep-float with integer-fallback',
      );
    }
    if (options.weightScales !== null) {
      throw new ConfigurationError(
        'strategy integer folds the normalization into the weights; use --weight-scales with static',
      );
    }
    const velocities = requireVelocities(card);
    const plan = planIntegers(preparePlan(context, options, 'integer'), card);
    const { graph } = model;
    let input = card.input;
    const answer = findRoot(graph, card.output.name);
    const stepsOf = (outputs: readonly Range[]) =>
      outputs.map((range, element) => chooseOutputSteps(range, findZeroVelocity(velocities, element)));
    const scales = await determineScales(context, plan, options, (activations, outputs) => {
      if (foldNormalization(plan, card.input)) {
        input = buildPixelInput(card.input);
        activations.set(card.input.name, { type: 'uint8', scale: 1, zeroPoint: 0 });
      }
      const { layer } = plan.units.find(({ result }) => result === answer)!;
      const count = graph.initializers.get(layer!.weight)!.dims[layer!.axis]!;
      return new Map([[answer, shiftBias(graph, layer!.bias, count, stepsOf(outputs))]]);
    });
    if (input === card.input)
      input = buildQuantizedInput(card.input, scales.activations.get(card.input.name)!);
    const shapes = inferShapes(model, card.modelFile);
    const last = scales.activations.get(answer)!;
    const elements = card.output.shape.reduce((product, n) => product * n, 1);
    const steps =
      scales.outputs === null
        ? Array.from({ length: elements }, () => ({ low: dequantize(0, last), step: last.scale }))
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
    const output = buildQuantizedOutput(velocities, steps);
    return {
      model,
      precision: 'uint8',
      parameters,
      contract: { input, output },
      notes: [
        `output resolution: ${Math.abs(output.v.scale).toPrecision(2)} m/s, ` +
          `${Math.abs(output.w.scale).toPrecision(2)} rad/s`,
      ],
    };
  },
};

/** The scales of input and output go into the card, which has them for images and velocities. */
function requireVelocities({ input, output, cardFile }: ModelCard): LinearOutput {
  const other = `strategy integer is for networks that take an image and answer v and w; use static`;
  if (input.line !== null) throw new ModelError(`${cardFile}: the input is positions of the line; ${other}`);
  if (!isLinearOutput(output)) throw new ModelError(`${cardFile}: the output is scores of classes; ${other}`);
  return output;
}

import { ModelError } from '../../errors';
import type { InputContract, ModelCard } from '../../inference/card';
import { openModelProbe } from '../../inference/probe';
import type { OnnxModel } from '../../onnx/graph';
import { normalisation } from '../../tensor/preprocess';
import type { CalibrationSet } from '../strategy';
import { runOverPictures } from './feeds';
import { type CalibrationOptions, observerFor, type Range } from './ranges';

/**
 * The range of each of `values` over the calibration set, by onnxruntime on one thread. Deterministic; memory does
 * not grow with the set.
 * @param values names of inputs of the graph or values inside it
 * @throws ModelError when a value is NaN or infinite, with the picture that made it so
 */
export async function calibrate(
  model: OnnxModel,
  card: ModelCard,
  calibration: CalibrationSet,
  values: readonly string[],
  options: CalibrationOptions,
  progress: (done: number, total: number, what: string) => void,
): Promise<Map<string, Range>> {
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const seen = values.filter((value) => value !== card.input.name);
  const observers = new Map(seen.map((value) => [value, observerFor(options)]));
  const probe = await openModelProbe(
    model,
    card.modelFile,
    seen.filter((value) => !inputs.has(value)),
  );
  try {
    const pictures = Array.from({ length: calibration.size }, (_, index) => index);
    await runOverPictures(probe, card, calibration, pictures, (results, index, feeds) => {
      for (const [value, observer] of observers) {
        const data = (feeds.get(value) ?? results.get(value)) as Float32Array;
        const bad = observer.add(data);
        if (bad >= 0) {
          throw new ModelError(
            `${card.modelFile}: value '${value}' is ${data[bad]} at picture ${index} of ${calibration.folder}; ` +
              'a network that gives such values cannot be quantised',
          );
        }
      }
      progress(index + 1, calibration.size, 'calibrating');
    });
  } finally {
    await probe.close();
  }
  const ranges = new Map<string, Range>([...observers].map(([value, observer]) => [value, observer.range()]));
  if (values.includes(card.input.name)) ranges.set(card.input.name, inputRange(card.input));
  return ranges;
}

/**
 * All that preprocessing can give, black to white, whatever the calibration set shows: with pixels / 255 each byte
 * of the picture is then a step of its own and nothing is lost.
 */
export function inputRange(input: InputContract): Range {
  if (input.type === 'uint8') return { min: 0, max: 255 };
  const { factor, offset } = normalisation(input);
  const ends = factor.flatMap((f, c) => [offset[c]!, 255 * f + offset[c]!]);
  return { min: Math.min(...ends), max: Math.max(...ends) };
}

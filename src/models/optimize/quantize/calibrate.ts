import type { ModelCard } from '../../../config/model-card';
import { openModelProbe } from '../../../drive/inference/probe';
import { ModelError } from '../../../errors';
import type { OnnxModel } from '../../../onnx/graph';
import type { CalibrationSet } from '../strategy';
import { runOverPictures } from './feeds';
import { inputRange } from './input-range';
import type { Range } from './parameters';
import { type CalibrationOptions, observerFor } from './ranges';

/** What calibration found. */
export interface Calibration {
  /** Of the values that were asked for. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Smallest and largest value of each element of the network's output. */
  readonly outputs: readonly Range[];
}

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
): Promise<Calibration> {
  const inputs = new Set(model.graph.inputs.map(({ name }) => name));
  const seen = values.filter((value) => value !== card.input.name);
  const observers = new Map(seen.map((value) => [value, observerFor(options)]));
  const lowest: number[] = [];
  const highest: number[] = [];
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
              'a network that gives such values cannot be quantized',
          );
        }
      }
      (results.get(card.output.name) as Float32Array).forEach((value, element) => {
        lowest[element] = Math.min(lowest[element] ?? value, value);
        highest[element] = Math.max(highest[element] ?? value, value);
      });
      progress(index + 1, calibration.size, 'calibrating');
    });
  } finally {
    await probe.close();
  }
  const ranges = new Map<string, Range>([...observers].map(([value, observer]) => [value, observer.range()]));
  if (values.includes(card.input.name)) ranges.set(card.input.name, inputRange(card.input));
  return { ranges, outputs: lowest.map((min, element) => ({ min, max: highest[element]! })) };
}

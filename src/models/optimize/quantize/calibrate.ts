import type { ModelCard } from '../../../config/model-card';
import { openModelProbe } from '../../../drive/inference/probe';
import { ModelError } from '../../../errors';
import type { OnnxModel } from '../../../onnx/graph';
import type { CalibrationSet } from '../strategy';
import { runOverImages } from './feeds';
import { computeInputRange } from './input-range';
import { type CalibrationOptions, createObserver } from './observers';
import type { Range } from './parameters';

/** The result of a calibration. */
export interface Calibration {
  /** Activation range of each requested value. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** Range of each element of the network's output. */
  readonly outputs: readonly Range[];
}

/**
 * Measures the activation ranges over the calibration set with onnxruntime on one thread. Deterministic; memory use
 * does not depend on the size of the set.
 * @param values names of graph inputs or intermediate values
 * @throws ModelError naming the image for which a value is NaN or infinite
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
  const observers = new Map(seen.map((value) => [value, createObserver(options)]));
  const lowest: number[] = [];
  const highest: number[] = [];
  const probe = await openModelProbe(
    model,
    card.modelFile,
    seen.filter((value) => !inputs.has(value)),
  );
  try {
    const indices = Array.from({ length: calibration.size }, (_, index) => index);
    await runOverImages(probe, card, calibration, indices, (results, index, feeds) => {
      for (const [value, observer] of observers) {
        const data = (feeds.get(value) ?? results.get(value)) as Float32Array;
        const bad = observer.add(data);
        if (bad >= 0) {
          throw new ModelError(
            `${card.modelFile}: value '${value}' is ${data[bad]} for image ${index} of ${calibration.folder}; ` +
              'a network with such values cannot be quantized',
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
  if (values.includes(card.input.name)) ranges.set(card.input.name, computeInputRange(card.input));
  return { ranges, outputs: lowest.map((min, element) => ({ min, max: highest[element]! })) };
}

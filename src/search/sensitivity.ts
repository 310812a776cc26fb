import type { Figures } from './goal/goal';
import { lapFigures, lapMeans } from './measure/lap-figures';
import type { DrivenLap, LapDriver } from './measure/laps';
import type { Made } from './measure/make';
import { onlyLayer } from './space/candidates';

/** What it costs to quantize one layer alone, in both currencies. Null where it was not measured. */
export interface LayerSensitivity {
  readonly layer: string;
  /** Error on images: mean absolute difference of w to the model as it is. */
  readonly w_difference_radps: number | null;
  /** When driven: the first lap, and the change from that of the model as it is. */
  readonly completed: boolean | null;
  readonly max_deviation_m: number | null;
  readonly max_deviation_change_m: number | null;
  readonly mean_deviation_m: number | null;
  readonly mean_deviation_change_m: number | null;
  /** Why something is missing. */
  readonly reason: string | null;
}

/** A layer, and the model in which it alone is quantized. */
export interface QuantizedLayer {
  readonly layer: string;
  readonly made: Made;
}

/** Makes a model for each layer, in which it alone is quantized. */
export async function quantizeLayers(
  layers: readonly string[],
  make: (candidate: ReturnType<typeof onlyLayer>, i: number) => Promise<Made>,
): Promise<QuantizedLayer[]> {
  const made: QuantizedLayer[] = [];
  for (const [i, layer] of layers.entries()) {
    made.push({ layer, made: await make(onlyLayer(layer, layers), i) });
  }
  return made;
}

/** The layers by their error on images, the most sensitive first; one whose model was rejected is more sensitive than any. */
export function rankLayers(quantized: readonly QuantizedLayer[]): string[] {
  const error = ({ made }: QuantizedLayer) => made.w_difference_radps ?? Number.POSITIVE_INFINITY;
  return quantized
    .toSorted((a, b) => (error(a) === error(b) ? 0 : error(b) - error(a)))
    .map(({ layer }) => layer);
}

/** What is known without driving. */
export function sensitivityOnImages(quantized: readonly QuantizedLayer[]): LayerSensitivity[] {
  return quantized.map(({ layer, made }) => ({
    layer,
    w_difference_radps: made.w_difference_radps,
    completed: null,
    max_deviation_m: null,
    max_deviation_change_m: null,
    mean_deviation_m: null,
    mean_deviation_change_m: null,
    reason: made.rejected ?? 'not driven',
  }));
}

/** Drives a lap with each layer quantized alone, and one with the model as it is. */
export async function driveLayers(
  driver: LapDriver,
  reference: Made,
  quantized: readonly QuantizedLayer[],
): Promise<LayerSensitivity[]> {
  const drivable = quantized.filter(({ made }) => made.rejected === null);
  const [own, ...driven] = await driver.drive([reference, ...drivable.map(({ made }) => made)], 1);
  const asItIs = own === undefined || 'fault' in own ? null : figuresOf(own);
  return sensitivityOnImages(quantized).map((row, i) => {
    const laps = driven[drivable.indexOf(quantized[i]!)];
    if (laps === undefined) return row;
    if ('fault' in laps) return { ...row, reason: laps.fault };
    const figures = figuresOf(laps);
    const change = (name: 'max_deviation' | 'mean_deviation') => {
      const [now, before] = [figures[name] ?? null, asItIs?.[name] ?? null];
      return now === null || before === null ? null : now - before;
    };
    return {
      ...row,
      completed: laps[0]?.completed ?? null,
      max_deviation_m: figures.max_deviation ?? null,
      max_deviation_change_m: change('max_deviation'),
      mean_deviation_m: figures.mean_deviation ?? null,
      mean_deviation_change_m: change('mean_deviation'),
      reason: null,
    };
  });
}

function figuresOf(laps: readonly DrivenLap[]): Figures {
  return { ...lapFigures(laps, laps.length), ...lapMeans(laps) };
}

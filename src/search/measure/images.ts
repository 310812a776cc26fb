import { cpus, freemem } from 'node:os';
import { ProviderError } from '../../errors';
import { Dataset } from '../../models/dataset/dataset';
import { evaluate } from '../../models/evaluate/evaluate';
import type { ModelEvaluation } from '../../models/evaluate/evaluation';
import { hashLabels } from '../../models/optimize/calibration-set';
import { clamp } from '../../support/numbers';
import type { Figures } from '../goal/goal';
import type { Made } from './make';
import type { SearchJob } from './search-job';

/** Models in one evaluation, whose times can be compared directly: as many as fit into half of the free memory. */
const MODEL_BYTES = 130e6;
const LEAST_AT_ONCE = 4;
const MOST_AT_ONCE = 64;
const THREADS = 1;

/** Errors and times of a model on the images; or why it has none. */
export interface ImageMeasurement {
  readonly figures: Figures;
  /** The execution provider that ran it. */
  readonly provider: string | null;
  readonly failed: string | null;
}

export interface ImageSettings {
  /** Least number of timed decisions of each model. */
  readonly frames: number;
  readonly rounds: number;
}

/**
 * Evaluates models in turns with the model as it is, as `evaluate` does, and keeps each evaluation.
 * @param reference the model as it is
 * @returns in the order of the models
 * @throws ProviderError where the provider cannot run here
 */
export async function measureOnImages(
  job: SearchJob,
  reference: Made,
  models: readonly Made[],
  folder: string,
  settings: ImageSettings,
): Promise<ImageMeasurement[]> {
  const dataset = await Dataset.open(folder, job.labelUnits);
  const labels = hashLabels(dataset);
  const of = (made: Made) => ({
    ...settings,
    model: made.sha256,
    card: made.card_sha256,
    reference: reference.sha256,
    labels,
    units: job.labelUnits ?? null,
    provider: job.provider,
    seed: job.seed,
    threads: THREADS,
    processor: cpus()[0]?.model ?? null,
  });
  const found = new Map<Made, ImageMeasurement>();
  for (const made of models) {
    const kept = job.cache.read<ImageMeasurement>('images', of(made));
    if (kept !== null) found.set(made, kept);
  }
  const missing = models.filter((made) => !found.has(made));
  const atOnce = clamp(Math.floor(freemem() / 2 / MODEL_BYTES), LEAST_AT_ONCE, MOST_AT_ONCE);
  for (let first = 0; first < missing.length; first += atOnce) {
    const batch = missing.slice(first, first + atOnce);
    const others = batch.filter((made) => made !== reference);
    const onProgress = (share: number, doing: string) =>
      job.onProgress((first + share * batch.length) / missing.length, doing);
    const measured = await evaluateBatch({ ...job, onProgress }, [reference, ...others], dataset, settings);
    for (const made of batch) {
      const measurement = measured.get(made)!;
      job.cache.keep('images', of(made), measurement);
      found.set(made, measurement);
    }
  }
  return models.map((made) => found.get(made)!);
}

async function evaluateBatch(
  job: SearchJob,
  batch: readonly Made[],
  dataset: Dataset,
  { frames, rounds }: ImageSettings,
): Promise<Map<Made, ImageMeasurement>> {
  const { models } = await evaluate({
    models: batch.map(({ file }) => file),
    providers: [job.provider],
    dataset,
    pictures: null,
    frames,
    rounds,
    seed: job.seed,
    threads: THREADS,
    reference: null,
    commandFor: () => '',
    onProgress: (share, doing) => job.onProgress(share, doing),
    signal: job.signal,
  });
  const away = models.find(({ status }) => status === 'not_measured_here');
  if (away) throw new ProviderError(away.reason ?? `${job.provider} cannot run here`);
  return new Map(models.map((model, i) => [batch[i]!, toMeasurement(model)]));
}

function toMeasurement(model: ModelEvaluation): ImageMeasurement {
  return {
    provider: model.provider,
    failed: model.status === 'failed' ? (model.reason ?? 'it failed on the images') : null,
    figures: {
      mse: model.mse,
      v_error: model.mean_absolute_error_v_mps,
      w_error: model.mean_absolute_error_w_radps,
      p50: model.inference_time_ms.p50,
      p99: model.inference_time_ms.p99,
      step_p50: model.step_time_ms.p50,
      speedup: model.of_reference?.speed ?? null,
      memory: model.peak_memory_bytes,
    },
  };
}

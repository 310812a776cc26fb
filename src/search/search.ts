import { cpus } from 'node:os';
import path from 'node:path';
import type { Direction } from '../circuit/direction';
import { cardFileOf, readCard } from '../config/model-card';
import type { ProviderRequest } from '../drive/inference/providers';
import { hashFile } from '../experiment/run/planned-files';
import { RunPool } from '../experiment/work/run-pool';
import type { LabelUnits } from '../models/dataset/label-units';
import { openCalibrationSet } from '../models/optimize/calibration-set';
import { listQuantizableLayers } from '../models/optimize/quantize/list-layers';
import { count } from '../support/count';
import { Contender } from './contender';
import { parseGoal } from './goal/parse-goal';
import { MeasurementCache } from './measure/cache';
import { Courses } from './measure/courses';
import { prepareDatasets } from './measure/datasets';
import { type ImageSettings, measureOnImages } from './measure/images';
import { LapDriver } from './measure/laps';
import { type Calibration, makeCandidate } from './measure/make';
import type { SearchJob } from './measure/search-job';
import { chooseForFront, dropMissing, race } from './race';
import type { SearchState } from './search-state';
import {
  driveLayers,
  type QuantizedLayer,
  quantizeLayers,
  rankLayers,
  sensitivityOnImages,
} from './sensitivity';
import { AS_IT_IS, type Candidate } from './space/candidate';
import { listCandidates, mixedCandidates, usesMixedPrecision } from './space/candidates';
import { StageProgress } from './stage-progress';

export interface SearchRequest {
  readonly modelFile: string;
  /** The goal's text. */
  readonly goal: string;
  /** Strategies that may be used; null for all. */
  readonly strategies: readonly string[] | null;
  /** Folder of labelled images; null records some. */
  readonly dataset: string | null;
  readonly calibration: string | null;
  readonly calibrationFrames: number;
  /** Images to record where no dataset is given. */
  readonly imageCount: number;
  readonly circuits: readonly string[];
  readonly directions: readonly Direction[];
  readonly provider: ProviderRequest;
  readonly images: ImageSettings;
  /** Of labels that are not in m/s and rad/s. */
  readonly labelUnits: LabelUnits | undefined;
  readonly seed: number;
  /** Laps at once. */
  readonly workers: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** @param share of the whole that is done, 0 to 1 */
  readonly onProgress: (share: number, doing: string) => void;
  /** Told what came of each stage, in one line. */
  readonly onStage: (line: string) => void;
}

/** Checks the request, before anything is made: the goal, the model, the circuits.
 *  @throws ConfigurationError, ModelError */
export async function planSearch(request: SearchRequest): Promise<Search> {
  const { modelFile, circuits, directions, provider, seed, folder } = request;
  const { name, sha256, input, states } = readCard(modelFile);
  const courses = await Courses.plan({ model: modelFile, circuits, directions, provider, seed });
  const goal = parseGoal(request.goal, courses.count);
  const progress = new StageProgress(request.onProgress);
  const job: SearchJob = {
    model: {
      name,
      file: modelFile,
      sha256,
      card_sha256: hashFile(cardFileOf(modelFile)),
      hasMemory: input.frames > 1 || states.length > 0,
    },
    folder: path.resolve(folder),
    cache: new MeasurementCache(path.join(folder, 'cache')),
    provider,
    labelUnits: request.labelUnits,
    seed,
    calibrationFrames: request.calibrationFrames,
    signal: request.signal,
    onProgress: (share, doing) => progress.show(share, doing),
  };
  return new Search(request, { job, courses, goal, progress });
}

interface Planned extends Pick<SearchState, 'goal'> {
  readonly job: SearchJob;
  readonly courses: Courses;
  readonly progress: StageProgress;
}

/** A search from cheap to dear: models, images, laps. Whatever ends it, its state has what was found. */
export class Search {
  readonly #request: SearchRequest;
  readonly #planned: Planned;
  readonly state: SearchState;

  constructor(request: SearchRequest, planned: Planned) {
    const { job, courses, goal } = planned;
    this.#request = request;
    this.#planned = planned;
    this.state = {
      goal,
      model: job.model.name,
      folder: job.folder,
      seed: job.seed,
      laps: courses.count,
      processor: cpus()[0]?.model.trim() ?? null,
      contenders: [],
      sensitivity: [],
    };
  }

  /** @throws the reason of its signal where that is aborted */
  async run(): Promise<void> {
    const { job, courses, progress } = this.#planned;
    const { dataset, calibration: given, imageCount, workers } = this.#request;
    progress.begin('datasets');
    const datasets = await prepareDatasets(job, {
      images: dataset,
      calibration: given,
      imageCount,
      circuits: courses.circuits,
    });
    const calibration = await openCalibration(job, datasets.calibration);
    const layers = await this.#quantizeLayers(calibration);
    await this.#make(calibration, rankLayers(layers));
    await this.#measureOnImages(datasets.images);
    const pool = new RunPool({ slots: workers });
    try {
      await this.#drive(new LapDriver(job, courses, pool), layers);
    } finally {
      await pool.close();
    }
  }

  get #alive(): Contender[] {
    return this.state.contenders.filter(({ dropped }) => dropped === null);
  }

  async #quantizeLayers(calibration: Calibration): Promise<QuantizedLayer[]> {
    const { job, progress } = this.#planned;
    if (!usesMixedPrecision(this.#request.strategies)) return [];
    const names = listQuantizableLayers(job.model.file);
    progress.begin('layers');
    const layers = await quantizeLayers(names, (candidate, i) =>
      makeCandidate(within(job, i, names.length), candidate, calibration),
    );
    this.state.sensitivity = sensitivityOnImages(layers);
    return layers;
  }

  async #make(calibration: Calibration, rankedLayers: readonly string[]): Promise<void> {
    const { job, courses, progress, goal } = this.#planned;
    const { strategies, onStage } = this.#request;
    const candidates: Candidate[] = [
      AS_IT_IS,
      ...listCandidates(strategies),
      ...mixedCandidates(rankedLayers),
    ];
    progress.begin('models');
    for (const [i, candidate] of candidates.entries()) {
      const made = await makeCandidate(within(job, i, candidates.length), candidate, calibration);
      job.signal.throwIfAborted();
      const contender = new Contender(made, courses.count);
      if (contender.dropped === null) dropMissing(contender, goal);
      this.state.contenders.push(contender);
    }
    onStage(`${count(candidates.length, 'candidate')} made: ${this.#left()}`);
  }

  async #measureOnImages(folder: string): Promise<void> {
    const { job, progress, goal } = this.#planned;
    const reference = this.state.contenders[0]!;
    if (this.#alive.length === 0) return;
    // The model as it is takes part anyway: the others are compared with it.
    const measured = [reference, ...this.#alive.filter((one) => one !== reference)];
    progress.begin('images');
    const found = await measureOnImages(
      job,
      reference.made,
      measured.map(({ made }) => made),
      folder,
      this.#request.images,
    );
    for (const [i, contender] of measured.entries()) {
      const images = found[i]!;
      contender.images = images;
      if (images.failed !== null) contender.dropped = { why: 'rejected', reason: images.failed };
      else if (contender.dropped === null) dropMissing(contender, goal);
    }
    this.#request.onStage(`measured on images: ${this.#left()}`);
  }

  async #drive(driver: LapDriver, layers: readonly QuantizedLayer[]): Promise<void> {
    const { courses, progress, goal } = this.#planned;
    const field = this.#alive;
    if (field.length === 0) return;
    progress.begin('laps');
    await race(field, {
      goal,
      planned: courses.count,
      drive: (models, laps) =>
        driver.drive(
          models.map(({ made }) => made),
          laps,
        ),
    });
    await this.#driveForComparison(driver);
    this.#request.onStage(`driven: ${this.#left()}`);
    if (layers.length === 0) return;
    progress.begin('driven layers');
    this.state.sensitivity = await driveLayers(driver, this.state.contenders[0]!.made, layers);
  }

  /** The model as it is drives all laps, whatever came of it, and so do models that may be on the front by their time. */
  async #driveForComparison(driver: LapDriver): Promise<void> {
    const { contenders, laps } = this.state;
    const compared = new Set([contenders[0]!, ...chooseForFront(contenders)]);
    const models = [...compared].map(({ made }) => made);
    const driven = await driver.drive(models, laps);
    for (const [i, contender] of [...compared].entries()) {
      const found = driven[i]!;
      if (!('fault' in found)) contender.laps = found;
    }
  }

  #left(): string {
    const rejected = this.state.contenders.filter(({ dropped }) => dropped?.why === 'rejected').length;
    return `${this.#alive.length} left${rejected > 0 ? `, ${rejected} not possible` : ''}`;
  }
}

async function openCalibration(job: SearchJob, folder: string): Promise<Calibration> {
  const { labels_sha256 = '' } = await openCalibrationSet(
    folder,
    readCard(job.model.file),
    job.calibrationFrames,
    job.labelUnits,
  );
  return { folder, labels_sha256 };
}

/** The job whose progress is that of one of several steps. */
function within(job: SearchJob, step: number, steps: number): SearchJob {
  return {
    ...job,
    onProgress: (share, doing) => job.onProgress((step + Math.min(1, share)) / steps, doing),
  };
}

import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { cardFileOf, type ModelCard, readCard } from '../../config/model-card';
import { matchContract } from '../../drive/inference/match-contract';
import { ConfigurationError, messageOf } from '../../errors';
import { checkModel } from '../../onnx/check';
import { encodeModel, readModel } from '../../onnx/file';
import type { OnnxModel, ValueInfo } from '../../onnx/graph';
import { inferShapes } from '../../onnx/shapes';
import type { LabelUnits } from '../dataset/label-units';
import { countWeights } from '../evaluate/weights';
import { applyStrategies, type ChainResult } from './apply-strategies';
import { openCalibrationSet, RECORD_COMMAND } from './calibration-set';
import { type AppliedStrategy, buildCardDocument, formatCard } from './card-document';
import { collectNotes } from './collect-notes';
import { compareModels, type Distance } from './compare-models';
import { checkDistance, chooseDistanceLimit } from './distance-limit';
import { createNoiseSet } from './noise-set';
import { placeFiles } from './place-files';
import { resolveStrategies } from './strategies';
import type { CalibrationSet, StrategyOptions } from './strategy';

export interface OptimizeRequest {
  readonly modelFile: string;
  /** Names of the strategies, in the order in which they are applied. */
  readonly strategies: readonly string[];
  readonly calibrationFolder?: string;
  /** Units of its labels; m/s and rad/s by default. */
  readonly labelUnits?: LabelUnits;
  /** Number of images taken from the calibration set; 500 by default. */
  readonly calibrationFrames?: number;
  /** Path of the new model; its card is written beside it. */
  readonly out: string;
  /** Whether existing files may be overwritten. */
  readonly force?: boolean;
  readonly options: StrategyOptions;
  /** Largest accepted mean distance of the commands, as a share of their range; the default depends on the
   *  strategies. */
  readonly maxDistance?: number;
  /** The command line, for the card. */
  readonly command: string;
  readonly progress: (done: number, total: number, what: string) => void;
  /** On abort its reason is thrown and no file is left behind. */
  readonly signal?: AbortSignal;
}

export interface ModelSummary {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly precision: string;
  readonly size_bytes: number;
  readonly size_gzip_bytes: number;
  readonly parameters: number;
  /** Share of parameters that are zero, 0 to 1. */
  readonly sparsity: number;
  /** Median inference time on this machine's CPU, one thread. */
  readonly inference_ms: number;
}

export interface OptimizationReport {
  readonly parent: ModelSummary;
  readonly result: ModelSummary;
  readonly card_file: string;
  readonly optimization: readonly AppliedStrategy[];
  readonly distance: Distance;
  /** The largest `mean_share` that was allowed; null for no limit. */
  readonly distance_limit: number | null;
  /** The calibration set's folder, or "seeded noise". */
  readonly pictures: string;
  readonly notes: readonly string[];
}

const CALIBRATION_FRAMES = 500;

/**
 * Writes an optimized copy of a model and its card, or nothing: applies the strategies, checks the result against
 * the ONNX specification and its contract, loads it in onnxruntime and compares its commands with the parent's.
 * @throws ConfigurationError for a wrong request, ModelError for a wrong model or result
 */
export async function optimizeModel(request: OptimizeRequest): Promise<OptimizationReport> {
  const { modelFile } = request;
  const strategies = resolveStrategies(request.strategies);
  const cardFile = cardFileOf(request.out);
  checkOutput(request, cardFile);
  const parent = readCard(modelFile);
  const model = readModel(modelFile);
  checkModel(model, modelFile);
  inferShapes(model, modelFile);
  checkContract(parent, model);
  const needing = strategies.find(({ needsCalibration }) => needsCalibration);
  if (needing && request.calibrationFolder === undefined && request.options.ranges === undefined) {
    throw new ConfigurationError(
      `strategy '${needing.name}' needs a calibration set: give a dataset with --calibration DIR; ` +
        `\`${RECORD_COMMAND}\` records one`,
    );
  }
  const calibration =
    request.calibrationFolder === undefined
      ? null
      : await openCalibrationSet(
          request.calibrationFolder,
          parent,
          request.calibrationFrames ?? CALIBRATION_FRAMES,
          request.labelUnits,
        );
  const progress: OptimizeRequest['progress'] = (done, total, what) => {
    request.signal?.throwIfAborted();
    request.progress(done, total, what);
  };
  const chain = await applyStrategies(strategies, {
    card: parent,
    model,
    calibration,
    options: request.options,
    progress,
  });
  checkModel(chain.model, `${parent.name} after ${request.strategies.join(', ')}`);
  inferShapes(chain.model, `${parent.name} after ${request.strategies.join(', ')}`);
  const folder = createTrialFolder(request.out);
  try {
    return await compareAndPlace({ request, parent, chain, calibration, cardFile, folder, progress });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Trial {
  readonly request: OptimizeRequest;
  readonly parent: ModelCard;
  readonly chain: ChainResult;
  readonly calibration: CalibrationSet | null;
  readonly cardFile: string;
  /** Temporary folder of the new model. */
  readonly folder: string;
  readonly progress: OptimizeRequest['progress'];
}

/** Compares the result with its parent, then writes it and its card to their final paths. */
async function compareAndPlace(all: Trial): Promise<OptimizationReport> {
  const { request, parent, chain, folder, progress } = all;
  const bytes = encodeModel(chain.model);
  const file = path.basename(request.out);
  const trial = path.join(folder, file);
  const trialCard = path.join(folder, path.basename(all.cardFile));
  write(trial, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const images = all.calibration ?? createNoiseSet(request.options.seed);
  const shown = all.calibration === null ? images.folder : path.basename(path.resolve(images.folder));
  const limit = chooseDistanceLimit(request.strategies, request.maxDistance);
  const document = (distance: Distance) =>
    buildCardDocument(parent, {
      name: file.replace(/\.onnx$/i, ''),
      file,
      sha256,
      precision: chain.precision,
      ...countWeights(trial),
      applied: chain.applied,
      contract: chain.contract,
      distance,
      limit,
      images: shown,
      command: request.command,
    });
  const unknown = { frames: 0, v_max_mps: 0, v_mean_mps: 0, w_max_radps: 0, w_mean_radps: 0, mean_share: 0 };
  write(trialCard, formatCard(document(unknown)));
  const card = readCard(trial);
  const compared = await compareModels(parent, card, images, (done, total) =>
    progress(done, total, 'comparing with the parent'),
  );
  const { distance } = compared;
  const asked = request.maxDistance !== undefined;
  checkDistance(distance, limit, { out: request.out, parent: parent.name, asked });
  request.signal?.throwIfAborted();
  placeFiles([
    { file: request.out, content: bytes },
    { file: all.cardFile, content: formatCard(document(distance)) },
  ]);
  return {
    parent: describeModel(parent, request.modelFile, compared.parent_ms),
    result: { ...describeModel(card, trial, compared.result_ms), file: request.out },
    card_file: all.cardFile,
    optimization: chain.applied,
    distance,
    distance_limit: limit,
    pictures: shown,
    notes: [...chain.notes, ...collectNotes(distance, all.calibration, parent)],
  };
}

function describeModel(card: ModelCard, file: string, inference_ms: number): ModelSummary {
  const bytes = readFileSync(file);
  return {
    name: card.name,
    file,
    sha256: card.sha256,
    precision: card.precision,
    size_bytes: bytes.length,
    size_gzip_bytes: gzipSync(bytes, { level: 9 }).length,
    ...countWeights(file),
    inference_ms,
  };
}

/** Checked first because calibration allocates its tensors by the card.
 *  @throws ModelError when the model contradicts its card */
function checkContract(card: ModelCard, { graph }: OnnxModel): void {
  const described = (values: readonly ValueInfo[]) => values.map((value) => ({ ...value, isTensor: true }));
  matchContract(card, 'input', described(graph.inputs));
  matchContract(card, 'output', described(graph.outputs));
}

/** Created beside the new model, because the system's temporary folder may be small or missing.
 *  @throws ConfigurationError when it cannot be created */
function createTrialFolder(out: string): string {
  const folder = path.dirname(path.resolve(out));
  try {
    return mkdtempSync(path.join(folder, '.f1-brain-trial-'));
  } catch (error) {
    throw new ConfigurationError(`${folder}: is not writable: ${messageOf(error)}`, { cause: error });
  }
}

function write(file: string, content: Uint8Array | string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const folder = path.dirname(path.dirname(file));
    throw new ConfigurationError(`${folder}: cannot write the model there: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Resolves symbolic links; of a file that does not exist yet, those of its folder. */
function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return existsSync(path.dirname(file))
      ? path.join(realpathSync(path.dirname(file)), path.basename(file))
      : path.resolve(file);
  }
}

/** @throws ConfigurationError when the result cannot or must not be written */
function checkOutput({ out, modelFile, force }: OptimizeRequest, cardFile: string): void {
  if (!/\.onnx$/i.test(out)) throw new ConfigurationError(`--out ${out}: must end in .onnx`);
  if (path.basename(out).toLowerCase() === '.onnx')
    throw new ConfigurationError(`--out ${out}: has no name before .onnx`);
  const parents = [modelFile, cardFileOf(modelFile)].map(resolveLinks);
  if ([out, cardFile].some((file) => parents.includes(resolveLinks(file))))
    throw new ConfigurationError(`--out ${out}: is the model itself or its card; choose another path`);
  for (const file of [out, cardFile]) {
    if (!existsSync(file)) continue;
    if (!force) throw new ConfigurationError(`${file}: already exists; --force overwrites it`);
    if (!statSync(file).isFile())
      throw new ConfigurationError(`${file}: is not a file; choose another path with --out`);
  }
  const folder = path.dirname(path.resolve(out));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigurationError(`--out ${out}: its folder is not writable (${messageOf(error)})`, {
      cause: error,
    });
  }
}

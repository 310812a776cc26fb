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
import { countWeights } from '../evaluate/weights';
import { ENOUGH_FRAMES, openCalibrationSet, RECORD_COMMAND } from './calibration-set';
import { type AppliedStrategy, cardDocument, cardText } from './card-document';
import { type Chained, chain } from './chain';
import { compareModels, type Distance } from './compare-models';
import { distanceLimit, holdDistance, percentText } from './distance-limit';
import { noiseFrames } from './noise-frames';
import { placeFiles } from './place-files';
import { strategiesOf } from './strategies';
import type { CalibrationSet, StrategyOptions } from './strategy';

export interface OptimizeRequest {
  readonly modelFile: string;
  /** Applied in this order. */
  readonly strategies: readonly string[];
  readonly calibrationFolder?: string;
  /** Pictures of the calibration set that are used; 500 where nothing is said. */
  readonly calibrationFrames?: number;
  /** Path of the new model; its card stands beside it. */
  readonly out: string;
  /** Whether what stands at `out` may be written over. */
  readonly force?: boolean;
  readonly options: StrategyOptions;
  /** Largest mean distance of the commands that is accepted, as a share of their range; by default what the
   *  strategies should keep to. */
  readonly maxDistance?: number;
  /** As the user typed it, for the card. */
  readonly command: string;
  readonly progress: (done: number, total: number, what: string) => void;
  /** Its reason is thrown, and nothing is left behind. */
  readonly signal?: AbortSignal;
}

export interface ModelFigures {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly precision: string;
  readonly size_bytes: number;
  readonly size_gzip_bytes: number;
  readonly parameters: number;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number;
  /** Median of one run on this machine's CPU, one thread. */
  readonly inference_ms: number;
}

export interface OptimizationReport {
  readonly parent: ModelFigures;
  readonly result: ModelFigures;
  readonly card_file: string;
  readonly optimization: readonly AppliedStrategy[];
  readonly distance: Distance;
  /** The largest mean share that was allowed; null where there was no limit. */
  readonly distance_limit: number | null;
  /** The calibration set's folder, or "seeded noise". */
  readonly pictures: string;
  readonly notes: readonly string[];
}

const CALIBRATION_FRAMES = 500;

/** Beyond this the model should be tuned before it drives. */
const FAR_SHARE = 0.02;

/**
 * Makes an optimized model with its card out of another, or nothing at all: applies the strategies, holds the result
 * against ONNX's rules and the parent's contract, loads it in onnxruntime and compares its commands.
 * @throws ConfigurationError for what was asked for, ModelError for what is wrong with the model or the result
 */
export async function optimizeModel(request: OptimizeRequest): Promise<OptimizationReport> {
  const { modelFile } = request;
  const strategies = strategiesOf(request.strategies);
  const cardFile = cardFileOf(request.out);
  holdOut(request, cardFile);
  const parent = readCard(modelFile);
  const model = readModel(modelFile);
  checkModel(model, modelFile);
  inferShapes(model, modelFile);
  holdContract(parent, model);
  const needing = strategies.find(({ needsCalibration }) => needsCalibration);
  if (needing && request.calibrationFolder === undefined && request.options.ranges === undefined) {
    throw new ConfigurationError(
      `strategy '${needing.name}' needs pictures that show what the network sees: give --calibration DIR, a ` +
        `dataset; \`${RECORD_COMMAND}\` makes one`,
    );
  }
  const calibration =
    request.calibrationFolder === undefined
      ? null
      : await openCalibrationSet(
          request.calibrationFolder,
          parent,
          request.calibrationFrames ?? CALIBRATION_FRAMES,
        );
  const progress: OptimizeRequest['progress'] = (done, total, what) => {
    request.signal?.throwIfAborted();
    request.progress(done, total, what);
  };
  const chained = await chain(strategies, {
    card: parent,
    model,
    calibration,
    options: request.options,
    progress,
  });
  checkModel(chained.model, `${parent.name} after ${request.strategies.join(', ')}`);
  inferShapes(chained.model, `${parent.name} after ${request.strategies.join(', ')}`);
  const folder = trialFolder(request.out);
  try {
    return await finish({ request, parent, chained, calibration, cardFile, folder, progress });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Finishing {
  readonly request: OptimizeRequest;
  readonly parent: ModelCard;
  readonly chained: Chained;
  readonly calibration: CalibrationSet | null;
  readonly cardFile: string;
  /** For the model on trial. */
  readonly folder: string;
  readonly progress: OptimizeRequest['progress'];
}

/** Tries the result beside its parent, and puts it and its card into place. */
async function finish(all: Finishing): Promise<OptimizationReport> {
  const { request, parent, chained, folder, progress } = all;
  const bytes = encodeModel(chained.model);
  const file = path.basename(request.out);
  const trial = path.join(folder, file);
  const trialCard = path.join(folder, path.basename(all.cardFile));
  write(trial, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pictures = all.calibration ?? noiseFrames(request.options.seed);
  const shown = all.calibration === null ? pictures.folder : path.basename(path.resolve(pictures.folder));
  const limit = distanceLimit(request.strategies, request.maxDistance);
  const document = (distance: Distance) =>
    cardDocument(parent, {
      name: file.replace(/\.onnx$/i, ''),
      file,
      sha256,
      precision: chained.precision,
      ...countWeights(trial),
      applied: chained.applied,
      contract: chained.contract,
      distance,
      limit,
      pictures: shown,
      command: request.command,
    });
  const unknown = { frames: 0, v_max_mps: 0, v_mean_mps: 0, w_max_radps: 0, w_mean_radps: 0, mean_share: 0 };
  write(trialCard, cardText(document(unknown)));
  const card = readCard(trial);
  const compared = await compareModels(parent, card, pictures, (done, total) =>
    progress(done, total, 'comparing with the parent'),
  );
  const { distance } = compared;
  const asked = request.maxDistance !== undefined;
  holdDistance(distance, limit, { out: request.out, parent: parent.name, asked });
  request.signal?.throwIfAborted();
  placeFiles([
    { file: request.out, content: bytes },
    { file: all.cardFile, content: cardText(document(distance)) },
  ]);
  return {
    parent: figuresOf(parent, request.modelFile, compared.parent_ms),
    result: { ...figuresOf(card, trial, compared.result_ms), file: request.out },
    card_file: all.cardFile,
    optimization: chained.applied,
    distance,
    distance_limit: limit,
    pictures: shown,
    notes: [...chained.notes, ...notesOn(distance, all.calibration, parent)],
  };
}

function figuresOf(card: ModelCard, file: string, inference_ms: number): ModelFigures {
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

function notesOn(distance: Distance, calibration: CalibrationSet | null, parent: ModelCard): string[] {
  const notes: string[] = [];
  if (calibration === null) {
    notes.push('compared on seeded noise: give --calibration DIR to compare on pictures of the road');
  } else if (calibration.size < ENOUGH_FRAMES) {
    notes.push(
      `${calibration.folder} holds ${calibration.size} pictures; with ${ENOUGH_FRAMES} or more ranges are surer`,
    );
  }
  if (distance.mean_share > FAR_SHARE) {
    notes.push(
      `commands are ${percentText(distance.mean_share)} of their range away from ${parent.name}'s on average: ` +
        'evaluate it before it drives, and tune it with training (training/strategies/README.md)',
    );
  }
  return notes;
}

/** @throws ModelError when the file contradicts its card: calibration would fill tensors of another size */
function holdContract(card: ModelCard, { graph }: OnnxModel): void {
  const described = (values: readonly ValueInfo[]) => values.map((value) => ({ ...value, isTensor: true }));
  matchContract(card, 'input', described(graph.inputs));
  matchContract(card, 'output', described(graph.outputs));
}

/** Beside the model to be, where there is room for it; a temporary folder may be small or missing.
 *  @throws ConfigurationError when it cannot be made */
function trialFolder(out: string): string {
  const folder = path.dirname(path.resolve(out));
  try {
    return mkdtempSync(path.join(folder, '.f1-brain-trial-'));
  } catch (error) {
    throw new ConfigurationError(`${folder}: cannot be written: ${messageOf(error)}`, { cause: error });
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

/** @throws ConfigurationError where the result cannot or must not be written */
/** Without links; a file that is not there yet, in its folder without links. */
function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return existsSync(path.dirname(file))
      ? path.join(realpathSync(path.dirname(file)), path.basename(file))
      : path.resolve(file);
  }
}

function holdOut({ out, modelFile, force }: OptimizeRequest, cardFile: string): void {
  if (!/\.onnx$/i.test(out)) throw new ConfigurationError(`--out ${out}: must end in .onnx`);
  if (path.basename(out).toLowerCase() === '.onnx')
    throw new ConfigurationError(`--out ${out}: has no name before .onnx`);
  const parents = [modelFile, cardFileOf(modelFile)].map(real);
  if ([out, cardFile].some((file) => parents.includes(real(file))))
    throw new ConfigurationError(`--out ${out}: is the model itself, or its card; name another file`);
  for (const file of [out, cardFile]) {
    if (!existsSync(file)) continue;
    if (!force) throw new ConfigurationError(`${file}: is there already; --force writes over it`);
    if (!statSync(file).isFile())
      throw new ConfigurationError(`${file}: is no file; name another with --out`);
  }
  const folder = path.dirname(path.resolve(out));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigurationError(`--out ${out}: its folder cannot be written (${messageOf(error)})`, {
      cause: error,
    });
  }
}

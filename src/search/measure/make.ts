import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { cardFileOf } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { hashFile } from '../../experiment/run/planned-files';
import { readFacts } from '../../models/evaluate/model-facts';
import { optimizeModel } from '../../models/optimize/optimize-model';
import { makeFolder } from '../../support/make-folder';
import { shellLine } from '../../support/shell-words';
import type { Figures } from '../goal/goal';
import { type Candidate, isReference, optionWords } from '../space/candidate';
import type { SearchJob } from './search-job';

/** Images that activation ranges come from. */
export interface Calibration {
  readonly folder: string;
  readonly labels_sha256: string;
}

/** A candidate's model, or why there is none. */
export interface Made {
  readonly candidate: Candidate;
  readonly file: string;
  readonly sha256: string | null;
  readonly card_sha256: string | null;
  /** Why it could not be made; null where it was. */
  readonly rejected: string | null;
  readonly figures: Figures;
  /** Mean absolute difference of w to the model as it is, on the calibration images; null for that model itself. */
  readonly w_difference_radps: number | null;
}

type Kept = Omit<Made, 'candidate' | 'file'>;

/** Makes the model of a candidate in the folder of the search, unless it is there. */
export async function makeCandidate(
  job: SearchJob,
  candidate: Candidate,
  calibration: Calibration,
): Promise<Made> {
  const { model, cache, calibrationFrames, seed } = job;
  const file = path.join(job.folder, 'candidates', `${fileStem(job, candidate)}.onnx`);
  const of = {
    model: model.sha256,
    card: model.card_sha256,
    strategies: candidate.strategies,
    options: { ...candidate.options, seed },
    calibration: calibration.labels_sha256,
    calibration_frames: calibrationFrames,
    units: job.labelUnits ?? null,
  };
  const kept = cache.read<Kept>('model', of);
  if (kept !== null && (kept.rejected !== null || isThere(file, kept))) return { candidate, file, ...kept };
  const made = await make(job, candidate, calibration, file);
  cache.keep('model', of, made);
  return { candidate, file, ...made };
}

function fileStem({ model }: SearchJob, candidate: Candidate): string {
  return isReference(candidate) ? model.name : `${model.name}_${candidate.name}`;
}

function isThere(file: string, { sha256, card_sha256 }: Kept): boolean {
  const card = cardFileOf(file);
  if (!existsSync(file) || !existsSync(card)) return false;
  return hashFile(file) === sha256 && hashFile(card) === card_sha256;
}

async function make(
  job: SearchJob,
  candidate: Candidate,
  calibration: Calibration,
  file: string,
): Promise<Kept> {
  makeFolder(path.dirname(file));
  if (isReference(candidate)) {
    copyFileSync(job.model.file, file);
    copyFileSync(cardFileOf(job.model.file), cardFileOf(file));
    return { ...describe(file), w_difference_radps: null };
  }
  try {
    const { distance } = await optimizeModel({
      modelFile: job.model.file,
      strategies: candidate.strategies,
      calibrationFolder: calibration.folder,
      calibrationFrames: job.calibrationFrames,
      out: file,
      force: true,
      ...(job.labelUnits === undefined ? {} : { labelUnits: job.labelUnits }),
      options: { ...candidate.options, seed: job.seed },
      command: commandFor(job, candidate, calibration),
      progress: (done, total, what) => job.onProgress(done / total, `${candidate.name}: ${what}`),
      signal: job.signal,
    });
    return { ...describe(file), w_difference_radps: distance.w_mean_radps };
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    const rejected = messageOf(error).replace(`${file}: `, '').replace(`${job.model.file}: `, '');
    return { sha256: null, card_sha256: null, rejected, figures: {}, w_difference_radps: null };
  }
}

/** The command that makes the same model, for its card. */
export function commandFor(job: SearchJob, candidate: Candidate, calibration: Calibration): string {
  return `f1-brain ${shellLine([
    'optimize',
    job.model.file,
    ...optionWords(candidate),
    '--calibration',
    path.relative('', calibration.folder) || '.',
    '--calibration-frames',
    String(job.calibrationFrames),
    '--seed',
    String(job.seed),
  ])}`;
}

function describe(file: string): Omit<Kept, 'w_difference_radps'> {
  const { facts } = readFacts(file);
  return {
    sha256: facts.sha256,
    card_sha256: hashFile(cardFileOf(file)),
    rejected: null,
    figures: { size: facts.size_bytes, gzip: facts.size_gzip_bytes, parameters: facts.parameters },
  };
}

import type { ProviderRequest } from '../../drive/inference/providers';
import { messageOf, ProviderError } from '../../errors';
import { Candidate } from './candidate';
import { FrameFile } from './frame-file';
import type { FramePlace } from './messages';
import { countSettling, type Round, shuffle } from './schedule';
import type { EvaluationImage, LabelledImages } from './select-images';
import type { Tally } from './tally';

/** Warm-up decisions of each model before timing, as published. */
export const WARM_UP_DECISIONS = 50;
/** Share of the progress bar for opening the models. */
const OPENING_SHARE = 0.1;

export interface RoundOptions {
  readonly dataset: LabelledImages;
  readonly seed: number;
  readonly threads: number;
  /** The command that measures a model on a machine where the provider runs. */
  readonly commandFor: (modelFile: string, provider: ProviderRequest) => string;
  /** @param share share of the work done, 0 to 1 */
  readonly onProgress?: (share: number, doing: string) => void;
  /** Aborts the evaluation: it rejects and leaves no process or file. */
  readonly signal?: AbortSignal;
}

/** Opens the models that no obstacle excludes, lets them take turns over the rounds, and ends them.
 *  After an abort it leaves no process or file. */
export async function runRounds(
  tallies: readonly Tally[],
  images: readonly EvaluationImage[],
  rounds: readonly Round[],
  options: RoundOptions,
): Promise<void> {
  const { signal } = options;
  const file = new FrameFile();
  const kill = () => {
    for (const { candidate } of tallies) candidate?.kill();
  };
  signal?.addEventListener('abort', kill, { once: true });
  try {
    await openCandidates(
      tallies.filter(({ isExcluded }) => !isExcluded),
      options,
    );
    await takeTurns(tallies, images, rounds, file, options);
    for (const tally of tallies) await endCandidate(tally);
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    file.remove();
  }
}

/** Starts a process for each model and loads it. A model whose provider cannot run here, or whose file is invalid,
 *  is excluded with the reason. */
async function openCandidates(tallies: readonly Tally[], options: RoundOptions): Promise<void> {
  const { threads, signal, onProgress, commandFor } = options;
  for (const [i, tally] of tallies.entries()) {
    signal?.throwIfAborted();
    const { facts, provider_asked: provider, profileFolder } = tally;
    onProgress?.((OPENING_SHARE * i) / tallies.length, `opening ${facts.model} on ${provider}`);
    tally.candidate = new Candidate({ modelFile: facts.file, provider, threads, profileFolder });
    try {
      tally.opened = await tally.candidate.open();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ProviderError)) tally.failWith(error);
      else {
        const command = commandFor(facts.file, provider);
        tally.fail({ status: 'not_measured_here', reason: messageOf(error), command });
      }
    }
  }
}

/** Runs the rounds: every open model decides on the images of each round. */
async function takeTurns(
  tallies: readonly Tally[],
  images: readonly EvaluationImage[],
  rounds: readonly Round[],
  file: FrameFile,
  options: RoundOptions,
): Promise<void> {
  const { seed, signal, onProgress } = options;
  for (const [number, { first, end, pass }] of rounds.entries()) {
    if (tallies.every(({ candidate }) => candidate === null)) return;
    const selected = images.slice(first, end);
    const places = await decode(selected, file, options);
    const settling = countSettling(selected.length);
    const order = shuffle(tallies, seed, number);
    for (const [turn, tally] of order.entries()) {
      signal?.throwIfAborted();
      const done = (number + turn / order.length) / rounds.length;
      const doing = `round ${number + 1} of ${rounds.length}: ${tally.facts.model} on ${tally.provider_asked}`;
      onProgress?.(OPENING_SHARE + (1 - OPENING_SHARE) * done, doing);
      await takeTurn(tally, async (candidate) => {
        if (number === 0 && tally.untimedReason === null) {
          await candidate.warmUp(file.file, places[0]!, WARM_UP_DECISIONS);
        }
        tally.addTurn(await candidate.turn(file.file, places, settling), selected, pass === 0);
      });
    }
  }
}

/** Excludes a model that fails in its turn; the others continue. */
async function takeTurn(tally: Tally, work: (candidate: Candidate) => Promise<void>): Promise<void> {
  if (tally.candidate === null) return;
  try {
    await work(tally.candidate);
  } catch (error) {
    tally.failWith(error);
  }
}

/** Ends the process of a model and records its peak memory. */
async function endCandidate(tally: Tally): Promise<void> {
  await takeTurn(tally, async (candidate) => tally.noteEnd(await candidate.end()));
}

/** Decodes the images of a round while no model is working. */
async function decode(
  images: readonly EvaluationImage[],
  file: FrameFile,
  { dataset, signal }: RoundOptions,
): Promise<FramePlace[]> {
  const places: FramePlace[] = [];
  let at = 0;
  for (const { index, starts } of images) {
    signal?.throwIfAborted();
    const place = file.write(await dataset.frame(index), at, starts);
    places.push(place);
    at += place.bytes;
  }
  return places;
}

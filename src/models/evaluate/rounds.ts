import type { ProviderRequest } from '../../drive/inference/providers';
import { messageOf, ProviderError } from '../../errors';
import { Candidate } from './candidate';
import type { FrameFile } from './frame-file';
import type { FramePlace } from './messages';
import type { LabelledPictures, Picture } from './pictures';
import { type Round, settlingIn, shuffled } from './schedule';
import type { Tally } from './tally';

/** Decisions of each model before anything is timed, as published. */
export const WARM_UP_DECISIONS = 50;
/** What opening the models is of the whole, for the progress. */
const OPENING_SHARE = 0.1;

export interface RoundOptions {
  readonly dataset: LabelledPictures;
  readonly seed: number;
  readonly threads: number;
  /** What measures a model on a machine where the provider runs. */
  readonly commandFor: (modelFile: string, provider: ProviderRequest) => string;
  /** @param share of the whole that is done, 0 to 1 */
  readonly onProgress?: (share: number, doing: string) => void;
  /** Ends the evaluation early: it rejects, and no process or file is left. */
  readonly signal?: AbortSignal;
}

/** Starts a process for each model and loads it. One whose provider cannot run here, or whose file is broken, is
 *  out with the reason. */
export async function open(tallies: readonly Tally[], options: RoundOptions): Promise<void> {
  const { threads, signal, onProgress, commandFor } = options;
  for (const [i, tally] of tallies.entries()) {
    signal?.throwIfAborted();
    const { facts, provider_asked: provider } = tally;
    onProgress?.((OPENING_SHARE * i) / tallies.length, `opening ${facts.model} on ${provider}`);
    tally.candidate = new Candidate({ modelFile: facts.file, provider, threads });
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

/** Lets every model that is open decide on the pictures of each round. */
export async function takeTurns(
  tallies: readonly Tally[],
  pictures: readonly Picture[],
  rounds: readonly Round[],
  file: FrameFile,
  options: RoundOptions,
): Promise<void> {
  const { seed, signal, onProgress } = options;
  for (const [number, { first, end, pass }] of rounds.entries()) {
    if (tallies.every(({ candidate }) => candidate === null)) return;
    const stretch = pictures.slice(first, end);
    const places = await decode(stretch, file, options);
    const settling = settlingIn(stretch.length);
    const order = shuffled(tallies, seed, number);
    for (const [turn, tally] of order.entries()) {
      signal?.throwIfAborted();
      const done = (number + turn / order.length) / rounds.length;
      const doing = `round ${number + 1} of ${rounds.length}: ${tally.facts.model} on ${tally.provider_asked}`;
      onProgress?.(OPENING_SHARE + (1 - OPENING_SHARE) * done, doing);
      await takeTurn(tally, async (candidate) => {
        if (number === 0 && tally.timeless === null) {
          await candidate.warmUp(file.file, places[0]!, WARM_UP_DECISIONS);
        }
        tally.turn(await candidate.turn(file.file, places, settling), stretch, pass === 0);
      });
    }
  }
}

/** A model that fails in its turn is out; the others go on. */
async function takeTurn(tally: Tally, work: (candidate: Candidate) => Promise<void>): Promise<void> {
  if (tally.candidate === null) return;
  try {
    await work(tally.candidate);
  } catch (error) {
    tally.failWith(error);
  }
}

/** Lets go of the model, and notes how much memory its process had. */
export async function end(tally: Tally): Promise<void> {
  await takeTurn(tally, async (candidate) => tally.ended(await candidate.end()));
}

/** Decodes the pictures of a round while no model works. */
async function decode(
  pictures: readonly Picture[],
  file: FrameFile,
  { dataset, signal }: RoundOptions,
): Promise<FramePlace[]> {
  const places: FramePlace[] = [];
  let at = 0;
  for (const { index, starts } of pictures) {
    signal?.throwIfAborted();
    const place = file.write(await dataset.frame(index), at, starts);
    places.push(place);
    at += place.bytes;
  }
  return places;
}

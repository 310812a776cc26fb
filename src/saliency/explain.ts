import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../errors';
import { decodeImage } from '../image/codec';
import { copyRgb } from '../image/rgb';
import type { Frame } from '../types';
import type { Explained, Moment } from './picture/moment';
import { type ReadFramesOptions, readFrames } from './recorded/read-frames';
import type { RecordedFrame, SurveyedDrive } from './recorded/survey-drive';
import type { Saliency } from './saliency';

/** Frames before the explained one that a recurrent network sees, so that its state is that of the drive: a second. */
const FRAMES_OF_STATE = 20;

/** Explains frames of a bag. Networks with a memory see the frames before each as well.
 *  @param chosen in the order of the bag */
export async function explainBag(
  drive: SurveyedDrive,
  chosen: readonly RecordedFrame[],
  networks: readonly Saliency[],
  options: ReadFramesOptions = {},
): Promise<Moment[]> {
  const before = Math.max(0, ...networks.map(countFramesBefore));
  const byIndex = new Map(chosen.map((frame) => [frame.index, frame]));
  const wanted = new Set(
    chosen.flatMap(({ index }) => Array.from({ length: before + 1 }, (_, i) => index - before + i)),
  );
  const moments: Moment[] = [];
  let previous = -1;
  const visit = async (index: number, frame: Frame) => {
    if (index !== previous + 1) for (const network of networks) network.reset();
    previous = index;
    const recorded = byIndex.get(index);
    if (recorded) moments.push(await explain({ ...recorded, file: null }, frame, networks));
    else for (const network of networks) await network.watch(frame);
  };
  const last = chosen.at(-1)?.index ?? -1;
  await readFrames(drive, (index) => wanted.has(index), last, visit, options);
  return moments;
}

function countFramesBefore({ frames, isRecurrent }: Saliency): number {
  return isRecurrent ? FRAMES_OF_STATE : frames - 1;
}

/** Explains images, each on its own: a stacked network sees it in every place, a recurrent one with an empty state.
 *  @throws ConfigurationError for a file that is no image */
export async function explainImages(
  files: readonly string[],
  networks: readonly Saliency[],
  { signal, onProgress }: ReadFramesOptions = {},
): Promise<Moment[]> {
  const moments: Moment[] = [];
  for (const [index, file] of files.entries()) {
    signal?.throwIfAborted();
    onProgress?.(index / files.length);
    for (const network of networks) network.reset();
    const place = { index, time_s: null, file: path.basename(file), deviation_m: null, driven: null };
    moments.push(await explain(place, await readImage(file, index), networks));
  }
  return moments;
}

async function explain(
  place: Omit<Moment, 'frame' | 'explained'>,
  frame: Frame,
  networks: readonly Saliency[],
): Promise<Moment> {
  const explained: Explained[] = [];
  for (const network of networks) {
    explained.push({ model: network.model, map: await network.saliencyOf(frame) });
  }
  const packed: Frame = { ...frame, encoding: 'rgb8', step: 3 * frame.width, data: copyRgb(frame) };
  return { ...place, frame: packed, explained };
}

async function readImage(file: string, sequence: number): Promise<Frame> {
  try {
    const { width, height, channels, data } = await decodeImage(await readFile(file), { oriented: true });
    const encoding = channels === 1 ? 'mono8' : 'rgb8';
    return { width, height, step: channels * width, encoding, data, sequence, stamp: null, arrival_ms: 0 };
  } catch (error) {
    const [why] = messageOf(error).split('\n');
    throw new ConfigurationError(`${file}: cannot be read as a bag or an image (${why})`, { cause: error });
  }
}

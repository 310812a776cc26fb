import { scanBag } from '../../bag/scan-bag';
import type { BagConnection, BagVisitor, MessageHandler } from '../../bag/types';
import { type CompressedFields, frameOfCompressed } from '../../drive/frame/compressed-image';
import { frameOfImage, type ImageFields } from '../../drive/frame/image-message';
import { decodeCompressedImage, decodeImage } from '../../messages/index';
import type { Frame } from '../../types';
import type { SurveyedDrive } from './survey-drive';

export interface ReadFramesOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

type Fields = { readonly raw: ImageFields } | { readonly compressed: CompressedFields };

/**
 * Reads some images of a bag, in their order, each copied out of the bag before the next is read.
 * @param isWanted by the number of the image; @param last number of the last that is wanted
 * @throws FrameError for an image that cannot be decoded
 */
export async function readFrames(
  { file, cameraTopic }: Pick<SurveyedDrive, 'file' | 'cameraTopic'>,
  isWanted: (index: number) => boolean,
  last: number,
  visit: (index: number, frame: Frame) => Promise<void>,
  { signal, onProgress }: ReadFramesOptions = {},
): Promise<void> {
  const enough = new AbortController();
  const waiting: { readonly index: number; readonly fields: Fields }[] = [];
  let index = 0;
  const take = (fields: () => Fields): void => {
    if (isWanted(index)) waiting.push({ index, fields: fields() });
    index++;
  };
  const visitor: BagVisitor = {
    connection: ({ topic, type }: BagConnection): MessageHandler | null => {
      if (topic !== cameraTopic) return null;
      // What a handler gets is a view of the bag's buffer.
      return type === 'sensor_msgs/Image'
        ? (data) => take(() => ({ raw: decodeImage(Buffer.from(data)) }))
        : (data) => take(() => ({ compressed: decodeCompressedImage(Buffer.from(data)) }));
    },
  };
  const drain = async () => {
    for (const next of waiting.splice(0)) await visit(next.index, await frameOf(next.index, next.fields));
    if (index > last) enough.abort();
  };
  try {
    await scanBag(file, visitor, {
      signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
      room: drain,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  } catch (error) {
    if (signal?.aborted || !enough.signal.aborted) throw error;
  }
  await drain();
}

function frameOf(sequence: number, fields: Fields): Frame | Promise<Frame> {
  const arrival = { sequence, arrival_ms: performance.now() };
  return 'raw' in fields ? frameOfImage(fields.raw, arrival) : frameOfCompressed(fields.compressed, arrival);
}

import { escapeControls, FrameError, messageOf } from '../../errors';
import { decodeImage, probeImage } from '../../image/codec';
import type { Frame, Stamp } from '../../types';
import { explainUnreadable } from './compressed-format';
import { type Arrival, stampOf } from './image-message';

/** Fields of sensor_msgs/CompressedImage. */
export interface CompressedFields {
  readonly header: { readonly stamp: Stamp };
  readonly format: string;
  readonly data: Uint8Array;
}

/** 201 MB as rgb8. */
const MAX_PIXELS = 8192 * 8192;

/** Decodes a JPEG or PNG to rgb8.
 *  @throws FrameError in one line when it is neither, is damaged, or holds pixels of another encoding */
export async function frameOfCompressed(image: CompressedFields, arrival: Arrival): Promise<Frame> {
  const what = `compressed camera image "${escapeControls(image.format)}" of ${image.data.length} bytes`;
  if (/compressedDepth/i.test(image.format)) {
    throw new FrameError(`${what} is a depth image; accepted are jpeg and png with 8 bits a channel`);
  }
  try {
    const facts = await probeImage(image.data);
    const { format, depth, isGrey } = facts;
    if (format !== 'jpeg' && format !== 'png') {
      throw new FrameError(`${what} is ${format}; accepted are jpeg and png`);
    }
    if (depth !== 'uchar') {
      throw new FrameError(`${what} has more than 8 bits a channel; accepted are jpeg and png with 8`);
    }
    if (facts.width * facts.height > MAX_PIXELS) {
      throw new FrameError(
        `${what} has ${facts.width}x${facts.height} pixels; at most ${MAX_PIXELS} are decoded`,
      );
    }
    const reason = explainUnreadable(image.format, isGrey);
    if (reason !== null) throw new FrameError(`${what} ${reason}`);
    const { width, height, channels, data } = await decodeImage(image.data, { maxPixels: MAX_PIXELS, facts });
    return {
      width,
      height,
      step: width * channels,
      encoding: channels === 1 ? 'mono8' : 'rgb8',
      data,
      stamp: stampOf(image.header.stamp),
      ...arrival,
    };
  } catch (error) {
    if (error instanceof FrameError) throw error;
    throw new FrameError(`${what} cannot be decoded: ${messageOf(error)}; accepted are jpeg and png`);
  }
}

interface Waiting {
  readonly image: CompressedFields;
  readonly arrival: Arrival;
  readonly done: () => void;
}

/** Decodes one image at a time. Of those that arrive meanwhile the newest waits, the others are dropped. */
export class CompressedDecoder {
  readonly #onFrame: (frame: Frame) => void;
  readonly #onError: (reason: string) => void;
  readonly #onDropped: () => void;
  #waiting: Waiting | null = null;
  #busy = false;
  #dropped = 0;

  /** @param onDropped an image is superseded by a newer one and will not be decoded */
  constructor(
    onFrame: (frame: Frame) => void,
    onError: (reason: string) => void,
    onDropped: () => void = () => {},
  ) {
    this.#onFrame = onFrame;
    this.#onError = onError;
    this.#onDropped = onDropped;
  }

  /** Number of images that were superseded by a newer one. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @returns a promise that settles when the image's bytes are no longer needed */
  push(image: CompressedFields, arrival: Arrival): Promise<void> {
    return new Promise((done) => {
      if (this.#waiting) {
        this.#dropped += 1;
        this.#onDropped();
        this.#waiting.done();
      }
      this.#waiting = { image, arrival, done };
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = null;
      try {
        this.#onFrame(await frameOfCompressed(next.image, next.arrival));
      } catch (error) {
        this.#onError(messageOf(error));
      }
      next.done();
    }
    this.#busy = false;
  }
}

import { escapeControls, FrameError } from '../../errors';
import { BYTES_PER_PIXEL, type Frame, type PixelEncoding, type Stamp } from '../../types';

/** Fields of sensor_msgs/Image that make a frame; `data` may be longer than the image. */
export interface ImageFields {
  readonly header: { readonly stamp: Stamp };
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly encoding: string;
  readonly data: Uint8Array;
}

/** Arrival of a frame in this process. */
export interface Arrival {
  readonly sequence: number;
  /** performance.now() when the message was complete. */
  readonly arrival_ms: number;
}

const ACCEPTED = Object.keys(BYTES_PER_PIXEL).join(', ');
/** Encodings of depth cameras and other images of more than 8 bits (sensor_msgs/image_encodings). */
const DEEP = /^(mono16|(rgb|bgr)a?16|(16|32|64)[USF]C\d+|bayer_\w+16)$/;

/** Rows may be padded; a longer step is wrong, and so is the image. */
const MOST_PADDING = 2;
const MOST_PADDING_BYTES = 4096;

function isAccepted(encoding: string): encoding is PixelEncoding {
  return Object.hasOwn(BYTES_PER_PIXEL, encoding);
}

/** Null for the zero stamp, which ROS gives to messages without one. */
export function stampOf(stamp: Stamp): Stamp | null {
  return stamp.sec === 0 && stamp.nsec === 0 ? null : stamp;
}

/** Checks a sensor_msgs/Image and views it as a frame; the pixels are not copied.
 *  @throws FrameError in one line that says what was found and what is accepted */
export function frameOfImage(image: ImageFields, arrival: Arrival): Frame {
  const { width, height, step, encoding, data } = image;
  const what = `camera image ${width}x${height} "${escapeControls(encoding)}"`;
  if (!isAccepted(encoding)) {
    const depth = DEEP.test(encoding)
      ? 'has more than 8 bits a channel (a depth or raw camera?)'
      : 'is of an unknown encoding';
    throw new FrameError(`${what} ${depth}; accepted are ${ACCEPTED}`);
  }
  if (width === 0 || height === 0)
    throw new FrameError(`${what} has no pixels; accepted are ${ACCEPTED} of any size`);
  const row = width * BYTES_PER_PIXEL[encoding];
  if (step < row) {
    throw new FrameError(
      `${what} says step ${step}, but a row has ${row} bytes: its publisher sets step wrongly`,
    );
  }
  if (step > MOST_PADDING * row + MOST_PADDING_BYTES) {
    throw new FrameError(
      `${what} says step ${step} for rows of ${row} bytes: its publisher sets step wrongly`,
    );
  }
  const least = step * (height - 1) + row;
  if (data.length < least) {
    throw new FrameError(`${what} with step ${step} is truncated: ${data.length} of ${least} bytes`);
  }
  return { width, height, step, encoding, data, stamp: stampOf(image.header.stamp), ...arrival };
}

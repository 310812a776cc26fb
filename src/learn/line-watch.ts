import { LineSight } from '../drive/brains/line-follower/index';
import { frameOfCompressed } from '../drive/frame/compressed-image';
import { frameOfImage } from '../drive/frame/image-message';
import { messageOf } from '../errors';
import { decodeCompressedImage, decodeImage } from '../messages/index';
import { BYTES_PER_PIXEL, type CameraOptics, type Frame, type Stamp } from '../types';

/** The line right before the car, in one frame. */
export interface LineSighting {
  /** Stamp of the frame, s; null where it has none. */
  readonly stamp_s: number | null;
  readonly recorded_s: number;
  /** Places of the line in the car's frame, nearest first. */
  readonly points: readonly { readonly x_m: number; readonly y_m: number }[];
  /** Red, green, blue of the line and of the road beside it. */
  readonly lineColour: readonly [number, number, number];
  readonly roadColour: readonly [number, number, number] | null;
}

/** The farther the line, the less a pixel tells of it; the next frame shows it from nearer. */
const FARTHEST_M = 2.2;
const POINTS = 8;
/** Beside the line, where its paint has ended. */
const ROAD_ASIDE_M = 0.35;
const NOWHERE = { sequence: 0, arrival_ms: 0 };

/** Looks for the line in camera messages; those that are compressed are decoded one after the other. */
export class LineWatch {
  readonly #sight = new LineSight();
  #decoding: Promise<void> = Promise.resolve();
  /** Why frames could not be read; the first reason. */
  complaint: string | null = null;
  /** Of the camera, by its camera_info; null before the first. */
  optics: CameraOptics | null = null;

  /** @param into gets what the image shows, in the order of the images */
  image(type: string, data: Buffer, recorded_s: number, into: LineSighting[]): void {
    if (type === 'sensor_msgs/Image') {
      this.#attempt(() => this.#look(frameOfImage(decodeImage(data), NOWHERE), recorded_s, into));
      return;
    }
    // The message is a view that holds until this call returns.
    const image = decodeCompressedImage(Buffer.from(data));
    this.#decoding = this.#decoding.then(async () => {
      try {
        this.#look(await frameOfCompressed(image, NOWHERE), recorded_s, into);
      } catch (error) {
        this.#complain(error);
      }
    });
  }

  /** Settles when all images are decoded. */
  room(): Promise<void> {
    return this.#decoding;
  }

  #attempt(look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    this.complaint ??= messageOf(error);
  }

  #look(image: Frame, recorded_s: number, into: LineSighting[]): void {
    const frame = { ...image, optics: this.optics };
    if (!this.#sight.see(frame)) return;
    const { path } = this.#sight;
    const points: { x_m: number; y_m: number }[] = [];
    for (let i = 0; i < path.length && points.length < POINTS; i++) {
      const [x_m, y_m] = [path.x_m[i]!, path.y_m[i]!];
      if (x_m <= FARTHEST_M) points.push({ x_m, y_m });
    }
    const near = points[Math.floor(points.length / 2)];
    if (near === undefined) return;
    const lineColour = this.#colourAt(frame, near.x_m, near.y_m);
    if (lineColour === null) return;
    const roadColour =
      this.#colourAt(frame, near.x_m, near.y_m + ROAD_ASIDE_M) ??
      this.#colourAt(frame, near.x_m, near.y_m - ROAD_ASIDE_M);
    into.push({ stamp_s: stampOf(frame.stamp), recorded_s, points, lineColour, roadColour });
  }

  /** Colour of the pixel that shows a place of the road; null where none does. */
  #colourAt(frame: Frame, x_m: number, y_m: number): [number, number, number] | null {
    const camera = this.#sight.camera(frame);
    if (!camera.toImage(x_m, y_m)) return null;
    const [u, v] = [Math.round(camera.u), Math.round(camera.v)];
    if (u < 0 || v < 0 || u >= frame.width || v >= frame.height || frame.encoding === 'mono8') return null;
    const at = v * frame.step + u * BYTES_PER_PIXEL[frame.encoding];
    const [a, g, b] = [frame.data[at]!, frame.data[at + 1]!, frame.data[at + 2]!];
    return frame.encoding.startsWith('rgb') ? [a, g, b] : [b, g, a];
  }
}

function stampOf(stamp: Stamp | null): number | null {
  return stamp === null ? null : stamp.sec + stamp.nsec / 1e9;
}

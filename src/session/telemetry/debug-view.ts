import type { CameraSettings } from '../../config/camera-settings';
import { COMMAND_RANGES } from '../../config/command-range';
import { LineSight } from '../../drive/brains/line-follower';
import { commandPath } from '../../drive/motion/command-path';
import { clamp } from '../../support/numbers';
import { BYTES_PER_PIXEL, type Command, type Frame, type NetworkImage } from '../../types';
import { Canvas, type Colour } from './canvas';

/** Width to enlarge small images to, in pixels. */
const LEAST_WIDTH = 600;
const MOST_SCALE = 8;
/** Of larger frames every second or third pixel is drawn: drawing must not delay the next frame. */
const FRAME_WIDTH = 320;
const THICKEST = 4;
const STEERING_BAR_SHARE = 1 / 16;
const FULL_STEERING_RADPS = COMMAND_RANGES.w_radps[1];

/** Line found in the frame, path of the command, bar of the angular velocity. */
const LINE: Colour = [0, 255, 255];
const PATH: Colour = [255, 220, 0];
const BAR: Colour = [0, 200, 0];

/**
 * Draws what the network saw: its input, enlarged, with the line as found in the frame (cyan), the path that the
 * command leads to (yellow) and its angular velocity as a bar at the bottom (green; half the width is 7.1 rad/s). For a
 * brain without a network, the frame itself.
 */
export class DebugView {
  readonly #sight: LineSight;

  /** @param camera where the car's camera is, as far as the brain's file says it; the rest is measured */
  constructor(camera: CameraSettings = {}) {
    this.#sight = new LineSight(camera);
  }

  /** @param input null for a brain without a network */
  draw(frame: Frame, command: Command, input: NetworkImage | null): Canvas {
    const seen = input ?? imageOf(frame);
    const scale = clamp(Math.ceil(LEAST_WIDTH / seen.width), 1, MOST_SCALE);
    const canvas = new Canvas(seen.width * scale, seen.height * scale);
    canvas.enlarge(seen.rgb, seen.width, scale);
    const isSeen = this.#sight.see(frame);
    const pen = new RoadPen(canvas, this.#sight.camera(frame), seen, scale);
    if (isSeen) {
      const { path } = this.#sight;
      for (let i = 1; i < path.length; i++) {
        pen.line(path.x_m[i - 1]!, path.y_m[i - 1]!, path.x_m[i]!, path.y_m[i]!, LINE);
      }
    }
    drawPath(pen, command);
    const height = Math.max(3, Math.round(canvas.height * STEERING_BAR_SHARE));
    const middle = canvas.width / 2;
    const length = (clamp(command.w_radps / FULL_STEERING_RADPS, -1, 1) * canvas.width) / 2;
    canvas.bar(middle - Math.max(0, length), canvas.height - height, Math.abs(length), height, BAR);
    canvas.bar(middle - 1, canvas.height - height, 2, height, [255, 255, 255]);
    return canvas;
  }
}

/** Draws on the road: points in the car's frame, through the car's camera and the network's crop. */
class RoadPen {
  constructor(
    private readonly canvas: Canvas,
    private readonly camera: ReturnType<LineSight['camera']>,
    private readonly seen: NetworkImage,
    private readonly scale: number,
  ) {}

  line(x0_m: number, y0_m: number, x1_m: number, y1_m: number, colour: Colour): void {
    const from = this.place(x0_m, y0_m);
    const to = this.place(x1_m, y1_m);
    if (from && to) this.canvas.line(...from, ...to, clamp(this.scale, 2, THICKEST), colour);
  }

  private place(x_m: number, y_m: number): [number, number] | null {
    const { camera, seen, scale } = this;
    if (!camera.toImage(x_m, y_m)) return null;
    const columns = seen.right - seen.left;
    const u = seen.left + ((camera.u + 0.5) / camera.width) * columns;
    const rows = (seen.bottom - seen.top) * camera.height;
    const v = ((camera.v + 0.5 - seen.top * camera.height) / rows) * seen.height;
    return [u * scale, v * scale];
  }
}

/** Draws the path of a command. */
function drawPath(pen: RoadPen, command: Command): void {
  const path = commandPath(command);
  for (let i = 1; i < path.length; i++) {
    const [from, to] = [path[i - 1]!, path[i]!];
    pen.line(from.x_m, from.y_m, to.x_m, to.y_m, PATH);
  }
}

function imageOf(frame: Frame): NetworkImage {
  const { step, encoding, data } = frame;
  const every = Math.ceil(frame.width / FRAME_WIDTH);
  const width = Math.ceil(frame.width / every);
  const height = Math.ceil(frame.height / every);
  const bytes = BYTES_PER_PIXEL[encoding];
  const blueFirst = encoding === 'bgr8' || encoding === 'bgra8';
  const [red, green, blue] = bytes === 1 ? [0, 0, 0] : blueFirst ? [2, 1, 0] : [0, 1, 2];
  const rgb = new Uint8Array(3 * width * height);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = y * every * step;
    for (let x = 0; x < width; x++) {
      rgb[to++] = data[from + red]!;
      rgb[to++] = data[from + green]!;
      rgb[to++] = data[from + blue]!;
      from += every * bytes;
    }
  }
  return { width, height, rgb, top: 0, bottom: 1, left: 0, right: width };
}

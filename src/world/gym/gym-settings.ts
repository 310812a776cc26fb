import type { CameraModel } from '../../config/f1-car';
import { F1_CAMERA } from '../../config/f1-car';
import type { InputContract } from '../../config/input-contract';
import { ConfigurationError } from '../../errors';

export const COLOURS = ['rgb', 'grey'] as const;
export const STARTS = ['random', 'grid'] as const;
export const COURSE_DIRECTIONS = ['forward', 'reverse', 'both'] as const;

/** Points for one step. */
export interface Reward {
  /** For each metre along the track. */
  readonly progress: number;
  /** Taken for each metre beside the line. */
  readonly deviation: number;
  /** Added once where an episode ends off the track or at a wall. */
  readonly failure: number;
}

/** Worlds for reinforcement learning. */
export interface GymSettings {
  readonly width: number;
  readonly height: number;
  readonly colour: (typeof COLOURS)[number];
  /** What is observed in place of the image: the input tensor of such a network. Null for the image itself. */
  readonly input: InputContract | null;
  /** Frames, and so steps, per simulated second. */
  readonly rate_hz: number;
  /** Simulated time from a frame to the effect of its command. */
  readonly latency_ms: number;
  readonly start: (typeof STARTS)[number];
  readonly direction: (typeof COURSE_DIRECTIONS)[number];
  readonly reward: Reward;
  /** Farther from the line the episode ends. */
  readonly limit_m: number;
  /** Whether contact with a wall ends the episode. */
  readonly wallEnds: boolean;
  /** The episode ends after so many. */
  readonly laps: number;
  /** The episode is cut off after so much simulated time. */
  readonly timeout_s: number;
}

/** How one observation lies in memory, row by row. */
export interface ObservationLayout {
  readonly type: 'uint8' | 'float32';
  /** Without the batch. */
  readonly shape: readonly number[];
  readonly bytes: number;
}

export function observationLayout({ width, height, colour, input }: GymSettings): ObservationLayout {
  const type = input?.type ?? 'uint8';
  const shape = input?.shape.slice(1) ?? [height, width, colour === 'rgb' ? 3 : 1];
  const values = shape.reduce((product, size) => product * size, 1);
  return { type, shape, bytes: values * (type === 'float32' ? 4 : 1) };
}

/** The F1 car's camera with fewer or more pixels.
 *  @throws ConfigurationError for a size that cannot be drawn */
export function cameraOf({ width, height }: Pick<GymSettings, 'width' | 'height'>): CameraModel {
  if (width % 4 !== 0 || width * 3 !== height * 4) {
    throw new ConfigurationError(
      `--size ${width}x${height}: the width must be a multiple of 4 and 4/3 of the height, as in 160x120 or 640x480`,
    );
  }
  const scale = width / F1_CAMERA.width;
  // Pixel indices count from the middle of the first pixel.
  const centre = (value: number) => (value + 0.5) * scale - 0.5;
  return {
    ...F1_CAMERA,
    width,
    height,
    focal_px: F1_CAMERA.focal_px * scale,
    centreColumn_px: centre(F1_CAMERA.centreColumn_px),
    centreRow_px: centre(F1_CAMERA.centreRow_px),
  };
}

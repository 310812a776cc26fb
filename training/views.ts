import type { InputContract, ModelCard } from '../src/config/model-card';
import { ConfigurationError, ModelError } from '../src/errors';

/** The part of the camera's image that a network sees, and the size it sees it in. */
export interface View {
  readonly height: number;
  readonly width: number;
  /** Rows [top, bottom) of a image of 480 rows. */
  readonly crop: { readonly top: number; readonly bottom: number };
}

/**
 * What networks see of a camera image. One rendering serves several views; each is kept in a file of its own
 * (frames-VIEW.bin) as bytes: RGB, rows top to bottom, resized as the node does it (OpenCV's INTER_LINEAR).
 */
export const VIEWS: Readonly<Record<string, View>> = {
  pilotnet: { height: 66, width: 200, crop: { top: 240, bottom: 480 } },
  // A point d metres ahead lies 32/d rows below row 237: all from 0.7 m to the horizon, each row as it is.
  slim: { height: 48, width: 160, crop: { top: 234, bottom: 282 } },
  // A camera 0.3 m above the road sees the point d metres ahead 96/d rows below the horizon: from 1 m, in every second row.
  mounts: { height: 48, width: 160, crop: { top: 234, bottom: 330 } },
  lstm: { height: 50, width: 100, crop: { top: 240, bottom: 480 } },
};

export function viewsNamed(list: string): Map<string, View> {
  const views = new Map<string, View>();
  for (const name of list.split(',')) {
    const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
    if (!view) {
      throw new ConfigurationError(`--views: '${name}' is none of ${Object.keys(VIEWS).join(', ')}`);
    }
    views.set(name, view);
  }
  return views;
}

/** The name of the view that shows a network of one float32 frame what its card says it sees. @throws ModelError when
 *  there is none */
export function viewNameOf({ input, cardFile }: ModelCard): string {
  if (input.layout !== 'NCHW' || input.frames !== 1 || input.type !== 'float32') {
    throw new ModelError(
      `${cardFile}: a network of one float32 frame, NCHW, is fine-tuned here; this one takes ` +
        `${input.frames} of ${input.type}, ${input.layout}`,
    );
  }
  const [, , height, width] = input.shape;
  const found = Object.entries(VIEWS).find(
    ([, view]) =>
      view.height === height &&
      view.width === width &&
      view.crop.top === input.crop.top &&
      view.crop.bottom === input.crop.bottom,
  );
  if (!found || input.channels !== 'rgb' || input.fit !== 'stretch') {
    throw new ModelError(
      `${cardFile}: no view of training/views.ts shows ${width}x${height} of rows ${input.crop.top} to ` +
        `${input.crop.bottom} (rgb, stretch); add one`,
    );
  }
  return found[0];
}

/** Bytes of one stored image. */
export function bytesOf(view: View): number {
  return view.height * view.width * 3;
}

export function imageFile(view: string): string {
  return `frames-${view}.bin`;
}

/** The rows that any of the views needs: only these are rendered. */
export function rowsOf(views: Iterable<View>): { top: number; bottom: number } {
  const crops = [...views].map((view) => view.crop);
  return {
    top: Math.min(...crops.map((crop) => crop.top)),
    bottom: Math.max(...crops.map((crop) => crop.bottom)),
  };
}

/** A view as the node's preprocessing knows it: bytes in, bytes out. */
export function storedContract({ height, width, crop }: View): InputContract {
  return {
    name: 'stored',
    type: 'uint8',
    shape: [1, height, width, 3],
    layout: 'NHWC',
    channels: 'rgb',
    crop,
    resize: 'opencv-bilinear',
    fit: 'stretch',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    frames: 1,
    order: 'oldest-first',
    interval_ms: null,
    colour: null,
    line: null,
  } as InputContract;
}

import type { InputContract } from '../../src/config/model-card';

type Shape = InputContract['shape'];

/** A model's input as its card has it: the PilotNet's crop as rgb in [0, 1]. */
export function cardInput(shape: Shape) {
  return {
    name: 'image',
    type: 'float32',
    shape,
    layout: 'NCHW',
    channels: 'rgb',
    crop: { top: 240, bottom: 480 },
    resize: 'opencv-bilinear',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  } as const;
}

/** The same as it is read, with what a card may leave out. */
export function inputContract(shape: Shape, change: Partial<InputContract> = {}): InputContract {
  return {
    ...cardInput(shape),
    fit: 'stretch',
    frames: 1,
    order: 'oldest-first',
    interval_ms: null,
    colour: null,
    line: null,
    ...change,
  };
}

/** How an output becomes a velocity. */
interface Unit {
  readonly scale: number;
  readonly offset: number;
}

/** A model's output as its card has it; the default is that of the PilotNet. */
export function cardOutput(v: Unit = { scale: 17.5, offset: 6.5 }, w: Unit = { scale: 14.2, offset: -7.1 }) {
  return {
    name: 'command',
    type: 'float32',
    shape: [1, 2],
    v: { index: 0, ...v },
    w: { index: 1, ...w },
  } as const;
}

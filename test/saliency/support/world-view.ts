import type { Circuit } from '../../../src/circuit/circuit';
import type { CircuitLook } from '../../../src/circuit/look';
import type { ModelCard } from '../../../src/config/model-card';
import { FrameFeeder } from '../../../src/drive/tensor/frame-feeder';
import { tensorSize } from '../../../src/drive/tensor/preprocess';
import { countElements } from '../../../src/onnx/tensor';
import type { SaliencyMap } from '../../../src/saliency/saliency';
import type { Frame } from '../../../src/types';
import { CameraRenderer } from '../../../src/world/simulator/camera/renderer';
import { poseAt } from '../../../src/world/simulator/course-pose';

/** What the car sees at a place of a circuit. */
export interface WorldView {
  readonly frame: Frame;
  /** The same without the painted line. */
  readonly withoutLine: Frame;
}

export function viewAt(circuit: Circuit, s_m: number, lateral_m = 0): WorldView {
  const render = (look: CircuitLook): Frame => {
    const renderer = new CameraRenderer(circuit, 1, { look });
    const { width, height } = renderer.appearance.camera;
    const data = new Uint8Array(renderer.byteLength);
    renderer.render(poseAt(circuit, 'forward', s_m, lateral_m, 0), data);
    return {
      width,
      height,
      step: 3 * width,
      encoding: 'rgb8',
      data,
      sequence: 1,
      stamp: null,
      arrival_ms: 0,
    };
  };
  let withoutLine: Frame | null = null;
  return {
    frame: render(circuit.look),
    get withoutLine() {
      withoutLine ??= render({ ...circuit.look, lineColour: null });
      return withoutLine;
    },
  };
}

/** Pixels around the line that belong to it: the windows of the layers are wider than a pixel. */
const MARGIN_PX = 3;
/** Difference of a normalised value that is no noise. */
const DIFFERENT = 0.05;

/** 1 for each pixel of a network's input image that shows the line, or lies beside it. */
async function findLine(card: ModelCard, { frame, withoutLine }: WorldView): Promise<Uint8Array> {
  const tensors = await Promise.all(
    [frame, withoutLine].map(async (view) => {
      const tensor = new Float32Array(countElements(card.input.shape));
      await new FrameFeeder(card.input).fill(view, tensor);
      return tensor;
    }),
  );
  const [a, b] = tensors as [Float32Array, Float32Array];
  const { layout, frames } = card.input;
  const { height, width } = tensorSize(card.input);
  const found = new Uint8Array(width * height);
  for (let i = 0; i < a.length; i++) {
    if (Math.abs(a[i]! - b[i]!) < DIFFERENT) continue;
    const pixel = layout === 'NCHW' ? i % (width * height) : Math.floor(i / (3 * frames));
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let row = Math.max(0, y - MARGIN_PX); row <= Math.min(height - 1, y + MARGIN_PX); row++) {
      const right = Math.min(width - 1, x + MARGIN_PX);
      found.fill(1, row * width + Math.max(0, x - MARGIN_PX), row * width + right + 1);
    }
  }
  return found;
}

/** Which parts of the saliency and of the image are the line. */
export async function shareOfLine(card: ModelCard, view: WorldView, map: SaliencyMap) {
  const line = await findLine(card, view);
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
  const onLine = map.values.map((value, i) => value * line[i]!);
  return { ofSaliency: sum(onLine) / sum(map.values), ofArea: sum(line) / line.length };
}

import { ON_CAMERA, seriesOfModel } from '../../../measure/report/charts/palette';
import { formatNumber } from '../../../measure/report/format';
import type { ImageHeader, Point } from '../../messages';
import type { Images, ShownImage } from './images';
import { SaliencyLayer } from './saliency';
import type { Surface } from './surface';
import { currentPalette, FONT } from './theme';

/** Commands that fill the gauges. */
const FULL_v_mps = 15;
const FULL_w_radps = 2.5;
const BAR_px = 40;
const DASH_px = 14;

interface Box {
  readonly width: number;
  readonly height: number;
}

export interface CameraOptions {
  /** Whether to draw which pixels moved the command. */
  readonly saliency: boolean;
}

/** Draws the camera image with what the brain sees in it and answers. */
export class CameraView {
  readonly #images: Images;
  readonly #saliency = new SaliencyLayer();

  constructor(images: Images) {
    this.#images = images;
  }

  /** The camera image, with overlays. */
  drawCamera(surface: Surface, options: CameraOptions): void {
    const image = this.#images.get('camera');
    const context = surface.begin();
    if (context === null || image === null) return;
    const box = { width: surface.width_px, height: surface.height_px };
    context.drawImage(image.bitmap, 0, 0, box.width, box.height);
    if (options.saliency) this.#overlay(context, image, box);
    const { header } = image;
    drawCrop(context, header.crop, box);
    drawCurve(context, header.path, box, ON_CAMERA.path, []);
    drawCurve(context, header.line, box, ON_CAMERA.line, [2, 6]);
    const answers = colouredAnswers(header);
    // Where they lie on each other each shows in turn.
    answers.forEach(({ path, colour }, i) => {
      const gap = DASH_px * (answers.length - 1);
      drawCurve(context, path, box, colour, gap === 0 ? [] : [DASH_px, gap], i * DASH_px);
    });
    drawCommand(context, header, answers, box);
  }

  /** What the network sees, with the overlay. */
  drawCrop(surface: Surface, options: CameraOptions): void {
    const image = this.#images.get('crop');
    const context = surface.begin();
    if (context === null || image === null) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(image.bitmap, 0, 0, surface.width_px, surface.height_px);
    const saliency = this.#images.get('saliency');
    if (!options.saliency || saliency === null) return;
    context.drawImage(this.#saliency.layerOf(saliency), 0, 0, surface.width_px, surface.height_px);
  }

  #overlay(context: CanvasRenderingContext2D, { header }: ShownImage, box: Box): void {
    const saliency = this.#images.get('saliency');
    if (saliency === null || header.crop === null) return;
    const [left, top, right, bottom] = header.crop;
    const layer = this.#saliency.layerOf(saliency);
    const [x, y] = [left * box.width, top * box.height];
    context.drawImage(layer, x, y, (right - left) * box.width, (bottom - top) * box.height);
  }
}

function drawCrop(context: CanvasRenderingContext2D, crop: readonly number[] | null, box: Box): void {
  if (crop === null) return;
  const [left, top, right, bottom] = crop.map((share) => Math.min(1, Math.max(0, share))) as [
    number,
    number,
    number,
    number,
  ];
  const inset = 1.5;
  context.save();
  context.strokeStyle = ON_CAMERA.shade;
  context.lineWidth = 3;
  const [x, y] = [left * box.width + inset, top * box.height + inset];
  const [wide, high] = [(right - left) * box.width - 2 * inset, (bottom - top) * box.height - 2 * inset];
  context.strokeRect(x, y, wide, high);
  context.strokeStyle = ON_CAMERA.crop;
  context.lineWidth = 1.5;
  context.setLineDash([6, 4]);
  context.strokeRect(x, y, wide, high);
  context.restore();
}

function drawCurve(
  context: CanvasRenderingContext2D,
  points: readonly Point[] | null,
  box: Box,
  colour: string,
  dashes: readonly number[],
  offset_px = 0,
): void {
  if (points === null || points.length < 2) return;
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(x * box.width, y * box.height);
    else context.lineTo(x * box.width, y * box.height);
  });
  context.strokeStyle = ON_CAMERA.shade;
  context.lineWidth = 5;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.setLineDash([...dashes]);
  context.lineDashOffset = -offset_px;
  if (offset_px > 0 || dashes.length > 0) context.lineCap = 'butt';
  context.stroke();
  context.restore();
}

/** A bar at the bottom: speed from the left, steering from the middle, both as text, too. */
function drawCommand(
  context: CanvasRenderingContext2D,
  { v_mps, w_radps }: ImageHeader,
  answers: readonly ColouredAnswer[],
  box: Box,
): void {
  context.save();
  const top = box.height - BAR_px;
  context.fillStyle = ON_CAMERA.shade;
  context.fillRect(0, top, box.width, BAR_px);
  context.font = `600 14px ${FONT}`;
  context.textBaseline = 'middle';
  const middle = top + 14;
  context.fillStyle = ON_CAMERA.ink;
  context.textAlign = 'left';
  context.fillText(formatNumber(v_mps, 2, 'm/s'), 10, middle);
  context.textAlign = 'right';
  context.fillText(formatNumber(w_radps, 2, 'rad/s'), box.width - 10, middle);
  const half = box.width / 2 - 10;
  drawGauge(context, {
    x: 10,
    y: box.height - 12,
    width: half - 10,
    share: (v_mps ?? 0) / FULL_v_mps,
    from: 0,
    marks: answers.map(({ v_mps: v, colour }) => ({ share: (v ?? 0) / FULL_v_mps, colour })),
  });
  // A turn to the left is positive, and drawn to the left.
  drawGauge(context, {
    x: box.width / 2 + 10,
    y: box.height - 12,
    width: half - 10,
    share: -(w_radps ?? 0) / FULL_w_radps,
    from: 0.5,
    marks: answers.map(({ w_radps: w, colour }) => ({ share: -(w ?? 0) / FULL_w_radps, colour })),
  });
  context.restore();
}

interface Gauge {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** -1 to 1. */
  readonly share: number;
  /** Where its zero is, as a share of the width. */
  readonly from: number;
  /** What others answer. */
  readonly marks: readonly { readonly share: number; readonly colour: string }[];
}

function drawGauge(context: CanvasRenderingContext2D, { x, y, width, share, from, marks }: Gauge): void {
  const height = 5;
  context.fillStyle = 'rgba(255, 255, 255, 0.25)';
  context.fillRect(x, y, width, height);
  const zero = x + from * width;
  const reachOf = (part: number) => Math.min(1, Math.max(-1, part)) * width * (1 - from);
  const reach = reachOf(share);
  context.fillStyle = from === 0 ? ON_CAMERA.path : ON_CAMERA.line;
  context.fillRect(Math.min(zero, zero + reach), y, Math.abs(reach), height);
  context.fillStyle = ON_CAMERA.ink;
  context.fillRect(zero - 1, y - 2, 2, height + 4);
  for (const mark of marks) {
    context.fillStyle = mark.colour;
    context.fillRect(zero + reachOf(mark.share) - 1.5, y - 4, 3, height + 8);
  }
}

interface ColouredAnswer {
  readonly v_mps: number | null;
  readonly w_radps: number | null;
  readonly path: readonly Point[] | null;
  readonly colour: string;
}

/** What models answer to an image of a replay, in the colours of the charts. */
function colouredAnswers({ replayed }: ImageHeader): ColouredAnswer[] {
  const palette = currentPalette();
  return (replayed?.answers ?? []).map((answer, i) => ({ ...answer, colour: palette[seriesOfModel(i)]! }));
}

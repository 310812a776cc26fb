import { bandOf, chooseBand_m } from '../../../measure/report/deviation-bands';
import { chooseBar_m, fitMap, type MapScale } from '../../../measure/report/map-scale';
import type { LiveCircuit, Point } from '../../messages';
import type { DrivenPath } from '../model/path';
import type { CarPlace } from '../model/samples';
import { beginLayer, type Surface } from './surface';
import { currentPalette, FONT } from './theme';

const MARGIN_px = 14;
const PATH_px = 3;

/** What is on the map. */
export interface MappedDrive {
  readonly path: DrivenPath;
  /** Null for none. */
  readonly car: CarPlace | null;
  /** Deviation that the colours reach, m; absent for the largest of the path. */
  readonly largest_m?: number;
}

/** The circuit from above: a layer for the road, one for the driven path that only grows, and the car. */
export class CircuitMap {
  readonly #samples: MappedDrive;
  readonly #road = document.createElement('canvas');
  readonly #driven = document.createElement('canvas');
  #circuit: LiveCircuit | null = null;
  #scale: MapScale | null = null;
  #generation = -1;
  #band_m = 0;
  /** Places of the path that the layer shows. */
  #drawn = 0;

  constructor(samples: MappedDrive) {
    this.#samples = samples;
  }

  /** Width of a colour band, m. */
  get band_m(): number {
    return chooseBand_m(this.#samples.largest_m ?? this.#samples.path.largest_m);
  }

  setCircuit(circuit: LiveCircuit | null): void {
    this.#circuit = circuit;
    this.invalidate();
  }

  /** Everything is drawn again the next time: another size or theme. */
  invalidate(): void {
    this.#scale = null;
  }

  draw(surface: Surface): void {
    const context = surface.begin();
    if (context === null) return;
    const { width_px, height_px } = surface;
    if (this.#scale === null || this.#outgrows(width_px, height_px)) this.#drawRoad(width_px, height_px);
    this.#drawPath(width_px, height_px);
    context.drawImage(this.#road, 0, 0, width_px, height_px);
    context.drawImage(this.#driven, 0, 0, width_px, height_px);
    this.#drawCar(context);
  }

  /** Without a circuit the map shows where the car has been, which grows. */
  #outgrows(width_px: number, height_px: number): boolean {
    const { car } = this.#samples;
    if (this.#circuit !== null || car === null || this.#scale === null) return false;
    const [x, y] = this.#scale.toPx(car.x_m, car.y_m);
    return x < MARGIN_px || y < MARGIN_px || x > width_px - MARGIN_px || y > height_px - MARGIN_px;
  }

  #places(): readonly Point[] {
    const circuit = this.#circuit;
    if (circuit) return [...circuit.line, ...(circuit.leftWall ?? []), ...(circuit.rightWall ?? [])];
    const { path, car } = this.#samples;
    const driven = path.points.map(({ x_m, y_m }): Point => [x_m, y_m]);
    return car ? [...driven, [car.x_m - 10, car.y_m - 10], [car.x_m + 10, car.y_m + 10]] : driven;
  }

  #drawRoad(width_px: number, height_px: number): void {
    const scale = fitMap(this.#places(), width_px, height_px, MARGIN_px);
    this.#scale = scale;
    this.#generation = -1;
    const context = beginLayer(this.#road, width_px, height_px);
    if (context === null) return;
    const palette = currentPalette();
    const circuit = this.#circuit;
    if (circuit) {
      const { leftWall, rightWall } = circuit;
      if (leftWall && rightWall) fillRoad(context, scale, leftWall, rightWall, palette.road!);
      for (const wall of [leftWall, rightWall]) strokeClosed(context, scale, wall ?? [], palette.edge!, 1);
      strokeClosed(context, scale, circuit.line, palette.axis!, 1.5);
      drawStart(context, scale, circuit, palette.ink!);
    }
    drawScaleBar(context, scale, width_px, height_px, palette.muted!);
  }

  #drawPath(width_px: number, height_px: number): void {
    const { path } = this.#samples;
    const { band_m } = this;
    const scale = this.#scale!;
    let context: CanvasRenderingContext2D | null;
    if (this.#generation !== path.generation || this.#band_m !== band_m) {
      context = beginLayer(this.#driven, width_px, height_px);
      this.#generation = path.generation;
      this.#band_m = band_m;
      this.#drawn = 0;
    } else context = this.#driven.getContext('2d');
    if (context === null) return;
    const palette = currentPalette();
    context.lineWidth = PATH_px;
    context.lineCap = 'round';
    for (let i = Math.max(1, this.#drawn); i < path.points.length; i++) {
      const [from, to] = [path.points[i - 1]!, path.points[i]!];
      if (to.isStart) continue;
      const band = bandOf(to.deviation_m, band_m);
      context.strokeStyle = band === null ? palette.axis! : palette[`deviation${band}`]!;
      context.beginPath();
      context.moveTo(...scale.toPx(from.x_m, from.y_m));
      context.lineTo(...scale.toPx(to.x_m, to.y_m));
      context.stroke();
    }
    this.#drawn = path.points.length;
  }

  #drawCar(context: CanvasRenderingContext2D): void {
    const { car } = this.#samples;
    if (car === null) return;
    const palette = currentPalette();
    context.save();
    context.translate(...this.#scale!.toPx(car.x_m, car.y_m));
    context.rotate(-car.yaw_rad);
    context.beginPath();
    context.moveTo(11, 0);
    context.lineTo(-7, 6.5);
    context.lineTo(-4, 0);
    context.lineTo(-7, -6.5);
    context.closePath();
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeStyle = palette.ground!;
    context.stroke();
    context.fillStyle = palette.ink!;
    context.fill();
    context.restore();
  }
}

function traceClosed(context: CanvasRenderingContext2D, scale: MapScale, points: readonly Point[]): void {
  points.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(...scale.toPx(x, y));
    else context.lineTo(...scale.toPx(x, y));
  });
  context.closePath();
}

function fillRoad(
  context: CanvasRenderingContext2D,
  scale: MapScale,
  left: readonly Point[],
  right: readonly Point[],
  colour: string,
): void {
  context.beginPath();
  traceClosed(context, scale, left);
  traceClosed(context, scale, right);
  context.fillStyle = colour;
  context.fill('evenodd');
}

function strokeClosed(
  context: CanvasRenderingContext2D,
  scale: MapScale,
  points: readonly Point[],
  colour: string,
  width: number,
): void {
  if (points.length < 2) return;
  context.beginPath();
  traceClosed(context, scale, points);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** A line across the road where the car starts. */
function drawStart(
  context: CanvasRenderingContext2D,
  scale: MapScale,
  { start }: LiveCircuit,
  colour: string,
): void {
  const half_px = Math.max(7, 2 * scale.pxPerM);
  context.save();
  context.translate(...scale.toPx(start.x_m, start.y_m));
  context.rotate(-start.yaw_rad);
  context.beginPath();
  context.moveTo(0, -half_px);
  context.lineTo(0, half_px);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
  context.restore();
}

function drawScaleBar(
  context: CanvasRenderingContext2D,
  scale: MapScale,
  width_px: number,
  height_px: number,
  colour: string,
): void {
  const bar_m = chooseBar_m(scale.pxPerM, width_px);
  const [x, y, wide] = [8, height_px - 8, bar_m * scale.pxPerM];
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y - 4);
  context.lineTo(x, y);
  context.lineTo(x + wide, y);
  context.lineTo(x + wide, y - 4);
  context.stroke();
  context.fillStyle = colour;
  context.font = `12px ${FONT}`;
  context.textAlign = 'left';
  context.fillText(`${bar_m} m`, x + wide + 6, y);
}

import type { RawImage } from '../../../src/image/codec';
import { DARK, LIGHT, ON_CAMERA, type Palette } from '../../../src/measure/report/charts/palette';
import type { Box } from '../../../src/measure/report/svg';
import { fitImage } from '../../../src/replay/film/picture/camera';
import { ANSWER_ROW, chooseLayout, READOUTS } from '../../../src/replay/film/picture/layout';
import { FilmPainter } from '../../../src/replay/film/picture/painter';
import { fitParts } from '../../../src/replay/film/picture/still';
import type {
  CameraView,
  Curve,
  DriveMoment,
  FilmDrive,
  FilmMoment,
  FilmPlace,
  FilmScene,
} from '../../../src/replay/film/scene';
import type { SaliencyMap } from '../../../src/saliency/saliency';

const SIZE = { width: 960, height: 540 };
const LENGTH_M = 100;
const SPEED_MPS = 10;

/** Straight to the east: on the line for half of it, then 0.5 m beside it. */
const PATH: readonly FilmPlace[] = Array.from({ length: 2 * LENGTH_M + 1 }, (_, i) => ({
  time_s: i / 2 / SPEED_MPS,
  x_m: i / 2,
  y_m: 0,
  deviation_m: i < LENGTH_M ? 0 : 0.5,
  isStart: i === 0,
}));
const NOTHING: Curve = { time_s: [], values: [] };
const CURVES = { v: NOTHING, carV: NOTHING, w: NOTHING, carW: NOTHING, deviation: NOTHING };
const DRIVE: FilmDrive = { name: 'a brain', path: PATH, curves: CURVES, models: [] };
const SCENE: FilmScene = {
  ...{ size: SIZE, theme: 'light', place: 'a road', speed: 1, circuit: null },
  drives: [DRIVE],
  layers: { camera: true, crop: true, saliency: false },
};

const carAt = (time_s: number): DriveMoment => ({
  ...{ time_s, camera: null, command: null, answers: [], deviation_m: null },
  car: { x_m: SPEED_MPS * time_s, y_m: 0, yaw_rad: 0 },
});
const momentAt = (time_s: number): FilmMoment => ({ time_s, drives: [carAt(time_s)] });

async function paint(scene: FilmScene, ...moments: FilmMoment[]): Promise<RawImage> {
  const painter = await FilmPainter.open(scene);
  let image: RawImage | null = null;
  for (const moment of moments) image = await painter.paint(moment);
  return image!;
}

function pixelAt({ width, data }: RawImage, x: number, y: number): string {
  const at = 3 * (Math.floor(y) * width + Math.floor(x));
  return `#${[0, 1, 2].map((c) => data[at + c]!.toString(16).padStart(2, '0')).join('')}`;
}

/** Where the map shows a place. */
const onMap = (scene: FilmScene, x_m: number) => fitParts(scene).map.toUnits(x_m, 0);

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('The picture of a moment (%s)', (theme, palette: Palette) => {
  const scene: FilmScene = { ...SCENE, theme };

  it('has the colours of pages and reports: the ground, the car, the path by its deviation', async () => {
    const image = await paint(scene, momentAt(8));
    expect(pixelAt(image, 2, 2)).toBe(palette.ground);
    expect(pixelAt(image, ...onMap(scene, 80))).toBe(palette.ink);
    expect(pixelAt(image, ...onMap(scene, 20))).toBe(palette.deviation0);
    expect(pixelAt(image, ...onMap(scene, 65))).toBe(palette.deviation5);
  });

  it('shows the path so far, and not what comes', async () => {
    const image = await paint(scene, momentAt(3));
    expect(pixelAt(image, ...onMap(scene, 15))).toBe(palette.deviation0);
    expect(pixelAt(image, ...onMap(scene, 50))).toBe(palette.ground);
  });
});

describe('The picture of a moment', () => {
  it('is the same each time', async () => {
    const [one, other] = [await paint(SCENE, momentAt(8)), await paint(SCENE, momentAt(8))];
    expect(Buffer.compare(one.data, other.data)).toBe(0);
  });

  it('is the same wherever the film began, but for the seams of the path', async () => {
    const times_s = Array.from({ length: 81 }, (_, i) => i / 10);
    const [whole, last] = [await paint(SCENE, ...times_s.map(momentAt)), await paint(SCENE, momentAt(8))];
    const different = whole.data.filter((value, i) => Math.abs(value - last.data[i]!) > 32).length;
    expect(different).toBeLessThan(30);
    expect(pixelAt(whole, ...onMap(SCENE, 20))).toBe(LIGHT.deviation0);
  });

  it('lifts the pen where the car was put elsewhere', async () => {
    const path = PATH.filter(({ x_m }) => x_m < 30 || x_m >= 70).map((place) => ({
      ...place,
      isStart: place.isStart || place.x_m === 70,
    }));
    const image = await paint({ ...SCENE, drives: [{ ...DRIVE, path }] }, momentAt(10));
    expect(pixelAt(image, ...onMap(SCENE, 50))).toBe(LIGHT.ground);
    expect(pixelAt(image, ...onMap(SCENE, 80))).toBe(LIGHT.deviation5);
  });

  it('has the camera image, and on it the line found, the path of the command and what the network sees', async () => {
    const image = solid(640, 480, [90, 60, 30]);
    const across = (y: number) => [0.1, 0.3, 0.5, 0.9].map((x) => [x, y] as const);
    const camera: CameraView = {
      ...{ image, age_s: 0, saliency: null, answers: [] },
      ...{ line: across(0.8), path: across(0.6), crop: { top: 0.5, bottom: 1 } },
    };
    const shown = await paint(SCENE, { time_s: 1, drives: [{ ...carAt(1), camera }] });
    const box = chooseLayout(1, true).cameras[0]!;
    const at = (x: number, y: number) => pixelAt(shown, box.left + x * box.width, box.top + y * box.height);
    expect(at(0.5, 0.3)).toBe('#5a3c1e');
    expect(at(0.7, 0.6)).toBe(ON_CAMERA.path);
    const row = Array.from({ length: 100 }, (_, i) => at(0.3 + i / 250, 0.8));
    expect(row).toContain(ON_CAMERA.line);
    const edge = Array.from({ length: 100 }, (_, i) =>
      pixelAt(shown, box.left + 200 + i, box.top + box.height / 2 + 1),
    );
    expect(edge).toContain(ON_CAMERA.crop);
    const old: CameraView = { ...camera, age_s: 5 };
    const stale = await paint(SCENE, { time_s: 1, drives: [{ ...carAt(1), camera: old }] });
    expect(pixelAt(stale, box.left + 50, box.top + 100)).not.toBe('#5a3c1e');
  });

  it('lights up what moved the command, over the rows that the network sees', async () => {
    const values = new Float32Array(20 * 10);
    for (let y = 3; y < 7; y++) values.fill(1, 20 * y + 8, 20 * y + 12);
    const saliency: SaliencyMap = {
      ...{
        method: 'visual-backprop' as const,
        width: 20,
        height: 10,
        values,
        command: { v_mps: 1, w_radps: 0 },
      },
      ...{
        crop: { left: 0, top: 240, right: 640, bottom: 480 },
        columns: { left: 0, right: 20 },
        changes: null,
      },
    };
    const camera: CameraView = {
      ...{ image: solid(640, 480, [0, 0, 0]), age_s: 0, saliency, answers: [] },
      ...{ line: null, path: null, crop: { top: 0.5, bottom: 1 } },
    };
    const shown = await paint(SCENE, { time_s: 1, drives: [{ ...carAt(1), camera }] });
    const box = chooseLayout(1, true).cameras[0]!;
    const red = (x: number, y: number) =>
      Number.parseInt(pixelAt(shown, box.left + x * box.width, box.top + y * box.height).slice(1, 3), 16);
    expect(red(0.5, 0.75)).toBeGreaterThan(200);
    expect(red(0.1, 0.75)).toBe(0);
    expect(red(0.5, 0.3)).toBe(0);
  });

  it('draws the newest seconds of the curves, the newest at the right', async () => {
    const time_s = Array.from({ length: 201 }, (_, i) => i / 10);
    const carV: Curve = { time_s, values: time_s.map((at_s) => (at_s < 15 ? 0 : 10)) };
    const scene = { ...SCENE, drives: [{ ...DRIVE, curves: { ...CURVES, carV, v: carV } }] };
    const image = await paint(scene, momentAt(20));
    const { plot, high } = fitParts(scene).charts[0]!;
    const top = plot.top + plot.height * (1 - 10 / high);
    // Its edges are softened.
    const has = (x: number, y: number) =>
      [-1, 0, 1].some((by) => distance(pixelAt(image, x, y + by), LIGHT.series0!) < 90);
    expect(has(plot.left + 0.9 * plot.width, top)).toBe(true);
    expect(has(plot.left + 0.2 * plot.width, top)).toBe(false);
    expect(has(plot.left + 0.2 * plot.width, plot.top + plot.height - 1)).toBe(true);
  });

  it('has what models answer beside the command: paths on the image, rows and marks beside it, curves', async () => {
    const time_s = Array.from({ length: 201 }, (_, i) => i / 10);
    const steady = (value: number): Curve => ({ time_s, values: time_s.map(() => value) });
    const models = [1, 2].map((w) => ({
      name: `model ${w}`,
      curves: { v: steady(5 * w), w: steady(w) },
    }));
    const curves = { ...CURVES, v: steady(8), w: steady(0) };
    const scene: FilmScene = { ...SCENE, drives: [{ ...DRIVE, curves, models }] };
    const across = (y: number) => [0.1, 0.9].map((x) => [x, y] as const);
    const camera: CameraView = {
      ...{ image: solid(640, 480, [0, 0, 0]), age_s: 0, saliency: null, line: null, crop: null },
      ...{ path: across(0.5), answers: [across(0.7), across(0.9)] },
    };
    const drive = {
      ...{ ...carAt(20), camera, command: { v_mps: 8, w_radps: 0 } },
      answers: [
        { v_mps: 5, w_radps: 1 },
        { v_mps: 10, w_radps: 2 },
      ],
    };
    const image = await paint(scene, { time_s: 20, drives: [drive] });
    const { layout, charts } = fitParts(scene);
    const [colours, driven] = [[LIGHT.series1!, LIGHT.series2!], LIGHT.series0!];
    const [frame] = layout.cameras;
    const shape = fitImage(frame!, { width: 640, height: 480 });
    const row = (y: number) =>
      Array.from({ length: 100 }, (_, i) =>
        pixelAt(image, shape.left + 60 + 3 * i, shape.top + y * shape.height),
      );
    expect(row(0.5)).toContain(ON_CAMERA.path);
    expect(row(0.7)).toContain(colours[0]);
    expect(row(0.9)).toContain(colours[1]);
    const [box] = layout.readouts;
    const cell = { width: (box!.width - 40) / 3, bar: box!.top + 38 };
    const markAt = (v_mps: number) =>
      pixelAt(image, box!.left + (v_mps / charts[0]!.high) * cell.width, cell.bar);
    expect([5, 10].map(markAt)).toEqual(colours);
    for (const [i, colour] of colours.entries()) {
      const top = box!.top + READOUTS + i * ANSWER_ROW;
      expect(has(image, { left: box!.left, top, width: cell.width, height: ANSWER_ROW }, colour)).toBe(true);
    }
    for (const [i, colour] of [driven, ...colours].entries()) {
      const value = [0, 1, 2][i]!;
      const { plot, low, high } = charts[1]!;
      const y = plot.top + plot.height * (1 - (value - low) / (high - low));
      expect(has(image, { ...plot, top: y - 1, height: 3 }, colour)).toBe(true);
    }
  });

  it('shows two drives side by side, each with a colour of its own', async () => {
    const scene: FilmScene = { ...SCENE, drives: [DRIVE, { ...DRIVE, name: 'another' }] };
    const camera = (red: number): CameraView => ({
      ...{
        image: solid(640, 480, [red, 0, 0]),
        age_s: 0,
        saliency: null,
        line: null,
        path: null,
        answers: [],
        crop: null,
      },
    });
    const image = await paint(scene, {
      time_s: 8,
      drives: [
        { ...carAt(8), camera: camera(100) },
        { ...carAt(4), camera: camera(200) },
      ],
    });
    const { cameras } = chooseLayout(2, true);
    const middles = cameras.map((box) => pixelAt(image, box.left + box.width / 2, box.top + box.height / 2));
    expect(middles).toEqual(['#640000', '#c80000']);
    expect(pixelAt(image, ...onMap(scene, 80))).toBe(LIGHT.series0);
    expect(pixelAt(image, ...onMap(scene, 40))).toBe(LIGHT.series1);
  });

  it('gives the map the room of the camera where there are no images', async () => {
    const scene: FilmScene = { ...SCENE, layers: { camera: false, crop: false, saliency: false } };
    const wide = ({ box }: ReturnType<typeof fitParts>['map']) => box.width;
    expect(wide(fitParts(scene).map)).toBeGreaterThan(1.5 * wide(fitParts(SCENE).map));
    const image = await paint(scene, momentAt(8));
    expect(pixelAt(image, ...onMap(scene, 80))).toBe(LIGHT.ink);
  });

  it('is as large as asked', async () => {
    const scene: FilmScene = { ...SCENE, size: { width: 480, height: 270 } };
    const image = await paint(scene, momentAt(8));
    const [x, y] = onMap(scene, 80);
    expect({ width: image.width, height: image.height, length: image.data.length }).toEqual({
      ...scene.size,
      length: 3 * 480 * 270,
    });
    expect(pixelAt(image, x / 2, y / 2)).toBe(LIGHT.ink);
  });
});

function distance(one: string, other: string): number {
  const channel = (colour: string, c: number) => Number.parseInt(colour.slice(1 + 2 * c, 3 + 2 * c), 16);
  return [0, 1, 2].reduce((sum, c) => sum + Math.abs(channel(one, c) - channel(other, c)), 0);
}

/** Whether a box of the image has a colour; edges are softened. */
function has(image: RawImage, { left, top, width, height }: Box, colour: string): boolean {
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++) if (distance(pixelAt(image, x, y), colour) < 150) return true;
  return false;
}

function solid(width: number, height: number, colour: readonly [number, number, number]): RawImage {
  return {
    ...{ width, height, channels: 3 },
    data: Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]!),
  };
}

import type { Palette } from '../../../measure/report/charts/palette';
import { measureText } from '../../../measure/report/charts/text-width';
import { chooseBand_m } from '../../../measure/report/deviation-bands';
import { drawText, truncate } from '../../../measure/report/svg';
import { ascending, lowerQuantile } from '../../../support/statistics';
import type { FilmScene } from '../scene';
import { CHARTS, drawAxes, fitChart, type StripChart } from './charts';
import { chooseLayout, HEIGHT, type Layout, MARGIN, TIME_WIDTH, TITLE_ROW, WIDTH } from './layout';
import { drawGround, drawMapLegend, type FilmMap, fitFilmMap } from './map';
import { drawReadoutNames, type FullScale } from './readouts';
import { colourOfDrive, paletteOf } from './style';

/** The share of the deviations that the colours below the last one hold. */
const COLOURED = 0.99;
const TITLE = 17;
/** Most room for the place. */
const PLACE = 262;

/** The parts of a picture with their scales, which hold for a whole film. */
export interface Parts {
  readonly palette: Palette;
  readonly layout: Layout;
  readonly map: FilmMap;
  readonly charts: readonly StripChart[];
  readonly full: FullScale;
}

export function fitParts(scene: FilmScene): Parts {
  const palette = paletteOf(scene.theme);
  const models = Math.max(...scene.drives.map((drive) => drive.models.length));
  const layout = chooseLayout(scene.drives.length, scene.layers.camera, models);
  const charts = CHARTS.map((spec, i) => fitChart(scene, spec, layout.charts[i]!));
  const [v, w, deviation] = charts as [StripChart, StripChart, StripChart];
  return {
    palette,
    layout,
    map: fitFilmMap(scene, layout.map, palette, chooseFilmBand_m(scene)),
    charts,
    full: { v_mps: v.high, w_radps: w.high, deviation_m: deviation.high },
  };
}

/** Null for two drives, which have a colour each. */
function chooseFilmBand_m({ drives }: FilmScene): number | null {
  if (drives.length > 1) return null;
  const sizes = drives.flatMap(({ path }) =>
    path.flatMap(({ deviation_m }) => (deviation_m === null ? [] : [Math.abs(deviation_m)])),
  );
  return chooseBand_m(lowerQuantile(ascending(sizes), COLOURED) ?? 0);
}

/** What does not move in any image of a film. */
export function drawStill(scene: FilmScene, { palette, layout, map, charts }: Parts): string[] {
  return [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${palette.ground}"/>`,
    drawTitle(scene, palette),
    ...layout.cameras.map(
      ({ left, top, width, height }) =>
        `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="6" fill="${palette.panel}"/>`,
    ),
    ...layout.readouts.map((box, i) => drawReadoutNames(box, scene.drives[i]!.models, palette)),
    drawGround(map, scene),
    drawMapLegend(map, layout.legend, scene),
    ...charts.map((chart) => drawAxes(chart, scene, palette)),
  ];
}

/** Who drove, and where; the time is left free. */
function drawTitle({ drives, place, speed }: FilmScene, palette: Palette): string {
  const right = WIDTH - MARGIN - drives.length * TIME_WIDTH;
  const where = truncate(`${place}${speed === 1 ? '' : `  ·  ${Number(speed.toPrecision(3))}×`}`, PLACE, 15);
  const room = right - PLACE - 2 * MARGIN;
  let x = MARGIN;
  const names = drives.map(({ name }, i) => {
    const text = truncate(name, room / drives.length - 16, TITLE, 'bold');
    const at = x;
    x += measureText(text, `bold ${TITLE}px`) + 20;
    const fill = drives.length === 1 ? palette.ink! : colourOfDrive(palette, i);
    return drawText(at, TITLE_ROW, text, { size: TITLE, weight: 'bold', fill });
  });
  return [
    ...names,
    drawText(right, TITLE_ROW, where, { size: 15, fill: palette.muted!, anchor: 'end' }),
  ].join('');
}

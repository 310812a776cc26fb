import type { FiguresMessage } from '../../messages';
import type { ImageKind } from '../../page-requests';
import { CHARTS, listFigures } from '../model/charts';
import type { Samples, SeriesName } from '../model/samples';
import { CameraView } from './camera';
import type { Images } from './images';
import { CircuitMap } from './map';
import { StripChart } from './strip-chart';
import { Surface } from './surface';

export interface StageSettings {
  readonly saliency: boolean;
  readonly window_ms: number;
  readonly figures: FiguresMessage | null;
}

/** Everything that is drawn rather than written: each part is drawn again only when it has changed. */
export class Stage {
  readonly map: CircuitMap;
  readonly camera = new Surface(() => this.touchImage());
  readonly crop = new Surface(() => this.touchImage());
  readonly ground = new Surface(() => {
    this.map.invalidate();
    this.touchSamples();
  });
  readonly charts: readonly StripChart<SeriesName>[];
  readonly #view: CameraView;
  readonly #samples: Samples;
  readonly #request: () => void;
  #isImageDue = false;
  #isMapDue = false;
  /** Charts that are due, one of which is drawn in a frame of the screen. */
  readonly #due = new Set<StripChart<SeriesName>>();

  /** @param request asks for a frame of the screen, in which `draw` is called */
  constructor(samples: Samples, images: Images, request: () => void) {
    this.#request = request;
    this.#samples = samples;
    this.#view = new CameraView(images);
    this.map = new CircuitMap(samples);
    this.charts = CHARTS.map((spec) => {
      const chart: StripChart<SeriesName> = new StripChart(spec, samples, () => this.#touch(chart));
      return chart;
    });
  }

  touchImage(_kind?: ImageKind): void {
    this.#isImageDue = true;
    this.#request();
  }

  touchSamples(): void {
    this.#isMapDue = true;
    for (const chart of this.charts) this.#due.add(chart);
    this.#request();
  }

  /** Another theme: everything. */
  invalidate(): void {
    this.map.invalidate();
    for (const chart of this.charts) chart.invalidate();
    this.touchImage();
    this.touchSamples();
  }

  draw(settings: StageSettings): void {
    if (this.#isImageDue) {
      this.#isImageDue = false;
      this.#view.drawCamera(this.camera, settings);
      this.#view.drawCrop(this.crop, settings);
    }
    if (this.#isMapDue) {
      this.#isMapDue = false;
      this.map.draw(this.ground);
    }
    const [chart] = this.#due;
    if (chart) {
      this.#due.delete(chart);
      const { marks = [] } = chart.spec;
      const figures = listFigures(chart.spec, this.#samples, settings.figures);
      chart.draw({ ...settings, marks: figures.filter(([name]) => marks.includes(name)) });
    }
    if (this.#due.size > 0) this.#request();
  }

  #touch(chart: StripChart<SeriesName>): void {
    this.#due.add(chart);
    this.#request();
  }
}

import type { ImageHeader } from '../../messages';
import type { ImageKind } from '../../page-requests';
import type { RecordedDrive } from '../model/replay/drive';
import type { ReplayCharts } from '../model/replay/replay-charts';
import { CameraView } from './camera';
import { Images } from './images';
import { CircuitMap } from './map';
import { StripChart } from './strip-chart';
import { Surface } from './surface';

export interface ReplayStageSettings {
  readonly saliency: boolean;
  readonly window_ms: number;
}

/** What is drawn of one recording. */
export class DrivePicture {
  readonly images: Images;
  readonly map: CircuitMap;
  readonly camera: Surface;
  readonly crop: Surface;
  readonly ground: Surface;
  readonly #view: CameraView;
  #isImageDue = false;
  #isMapDue = true;

  /** @param onImage called with the kind of an image that can be drawn */
  constructor(drive: RecordedDrive, request: () => void, onImage: (kind: ImageKind) => void) {
    const touchImage = () => {
      this.#isImageDue = true;
      request();
    };
    const take = (kind: ImageKind) => {
      touchImage();
      onImage(kind);
    };
    this.images = new Images(take, isOfAnother);
    this.#view = new CameraView(this.images);
    this.map = new CircuitMap(drive);
    this.map.setCircuit(drive.recording.circuit);
    this.camera = new Surface(touchImage);
    this.crop = new Surface(touchImage);
    this.ground = new Surface(() => {
      this.map.invalidate();
      this.touch();
      request();
    });
  }

  /** The car is somewhere else. */
  touch(): void {
    this.#isMapDue = true;
  }

  /** Everything is drawn again: another theme. */
  invalidate(): void {
    this.map.invalidate();
    this.#isMapDue = true;
    this.#isImageDue = true;
  }

  draw(settings: ReplayStageSettings): void {
    if (this.#isImageDue) {
      this.#isImageDue = false;
      this.#view.drawCamera(this.camera, settings);
      this.#view.drawCrop(this.crop, settings);
    }
    if (!this.#isMapDue) return;
    this.#isMapDue = false;
    this.map.draw(this.ground);
  }
}

/** Everything that is drawn of a replay. */
export class ReplayStage {
  readonly pictures: readonly DrivePicture[];
  readonly charts: readonly StripChart<string>[];
  readonly #request: () => void;
  readonly #due = new Set<StripChart<string>>();

  /** @param request asks for a frame of the screen, in which `draw` is called */
  constructor(
    drives: readonly RecordedDrive[],
    source: ReplayCharts,
    request: () => void,
    onImage: (recording: number, kind: ImageKind) => void,
  ) {
    this.#request = request;
    this.pictures = drives.map((drive, i) => new DrivePicture(drive, request, (kind) => onImage(i, kind)));
    this.charts = source.specs.map((spec) => {
      const chart: StripChart<string> = new StripChart(spec, source, () => {
        this.#due.add(chart);
        request();
      });
      return chart;
    });
  }

  /** Another time is shown. */
  touch(): void {
    for (const picture of this.pictures) picture.touch();
    for (const chart of this.charts) this.#due.add(chart);
    this.#request();
  }

  invalidate(): void {
    for (const picture of this.pictures) picture.invalidate();
    for (const chart of this.charts) chart.invalidate();
    this.touch();
  }

  draw(settings: ReplayStageSettings): void {
    for (const picture of this.pictures) picture.draw(settings);
    // One in a frame of the screen.
    const [chart] = this.#due;
    if (chart === undefined) return;
    this.#due.delete(chart);
    chart.draw({ ...settings, marks: [] });
    if (this.#due.size > 0) this.#request();
  }
}

/** Crop and saliency are shown beside the image that they are of. */
function isOfAnother(image: ImageHeader, camera: ImageHeader | null): boolean {
  return camera !== null && image.frame !== camera.frame;
}

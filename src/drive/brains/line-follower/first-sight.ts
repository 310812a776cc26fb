import type { CameraSettings } from '../../../config/camera-settings';
import { F1_CAMERA } from '../../../config/f1-car';
import type { Frame } from '../../../types';
import type { RoadCamera } from './camera';
import { CameraFinder, type FoundCamera } from './camera-finder';
import { ColourSearch, type Rgb } from './colour-search';
import { LineColour } from './line-colour';

export interface FirstSightOptions {
  readonly camera: CameraSettings;
  /** Null for red, and where no red line is in view at first for the colour of the line that is. */
  readonly lineColour: Rgb | null;
  readonly lineWidth_m: number;
  readonly contrast: number;
}

/** The line of most of JdeRobot's worlds. */
export const RED: Rgb = [255, 0, 0];
/** A line that was traced so far is the line. */
const SURE_REACH_M = 1;
/** After so many frames without a line the user is told. */
const MISSED_FRAMES = 10;

/**
 * What the first frames tell: where the camera is, and what colour the line has. A red line before the F1 car's camera
 * changes nothing and is not spoken of.
 */
export class FirstSight {
  private colourNow: LineColour;
  private rgbNow: Rgb;
  private readonly finder: CameraFinder;
  private readonly search: ColourSearch;
  private colourIsKnown: boolean;
  private missed = 0;
  private lines: string[] = [];

  constructor(private readonly options: FirstSightOptions) {
    const { camera, lineColour, lineWidth_m, contrast } = options;
    this.rgbNow = lineColour ?? RED;
    this.colourNow = new LineColour(this.rgbNow);
    this.colourIsKnown = lineColour !== null;
    this.search = new ColourSearch(lineWidth_m, contrast);
    this.finder = new CameraFinder(camera, lineWidth_m, contrast, {
      found: (found) => this.tellCamera(found),
      absurd: (fov_rad) =>
        this.lines.push(
          `camera_info tells of a field of view of ${fov_rad.toFixed(2)} rad, which no camera has; it is ignored ` +
            "(Camera.fov_rad in the brain's file sets it)",
        ),
    });
  }

  /** What is looked for. */
  get wanted(): string {
    return this.colourIsKnown
      ? `line of the colour [${this.rgbNow.join(', ')}]`
      : 'line, neither red nor of another colour,';
  }

  /** Whether a line of another colour is being looked at: the car stays stopped meanwhile. */
  get isLooking(): boolean {
    return !this.colourIsKnown && this.search.isPending && this.missed <= MISSED_FRAMES;
  }

  get colour(): LineColour {
    return this.colourNow;
  }

  /** Forgets everything: the frames before were none of the drive's. */
  reset(): void {
    if (this.options.lineColour === null) this.setColour(RED);
    this.colourIsKnown = this.options.lineColour !== null;
    this.finder.reset();
    this.search.forget();
    this.missed = 0;
    this.lines = [];
  }

  /** The camera of a frame that `colour` reads.
   *  @throws BrainError for a camera without road in view */
  camera(frame: Frame): RoadCamera {
    return this.finder.see(frame, this.colourNow);
  }

  /** The line was traced over this length. */
  traced(reach_m: number): void {
    if (reach_m >= SURE_REACH_M) this.colourIsKnown = true;
    this.missed = Number.NEGATIVE_INFINITY;
  }

  /** No line of the present colour was traced: looks for one of another.
   *  @returns whether it was found; `colour` then reads the frame */
  findOther(frame: Frame): boolean {
    this.missed += 1;
    if (this.missed === MISSED_FRAMES) this.tellMissing();
    if (this.colourIsKnown) return false;
    const { width, height } = frame;
    const rgb = this.search.see(frame, {
      focal_px: (F1_CAMERA.focal_px / F1_CAMERA.width) * width,
      centreColumn_px: (width - 1) / 2,
    });
    if (rgb === null) return false;
    this.setColour(rgb.map(Math.round) as unknown as Rgb);
    this.colourNow.read(frame);
    this.colourIsKnown = true;
    this.lines.push(
      `the line is ${nameOf(this.rgbNow)}, [${this.rgbNow.join(', ')}]: there is no red one ` +
        `(${width}x${height}; line_colour in the brain's Parameters sets another)`,
    );
    return true;
  }

  /** Lines for the user since the last call. */
  notices(): readonly string[] {
    return this.lines.splice(0);
  }

  private setColour(rgb: Rgb): void {
    this.rgbNow = rgb;
    this.colourNow = new LineColour(rgb);
  }

  private tellMissing(): void {
    this.lines.push(
      `no ${this.wanted} is in view; set the car on the line, or line_colour in the brain's Parameters`,
    );
  }

  private tellCamera({ car, camera, measured, optics, frame, rate_hz }: FoundCamera): void {
    if (car === 'f1' && camera.focal_px === F1_CAMERA.focal_px) return;
    const who =
      car === 'f1'
        ? "the F1 car's"
        : car === null
          ? 'not a known one'
          : 'that of the car with several cameras';
    const fov_rad = 2 * Math.atan(camera.width / 2 / camera.focal_px);
    const facts = [
      `${frame.width}x${frame.height}`,
      `${fov_rad.toFixed(2)} rad wide${optics === null ? '' : ' (camera_info)'}`,
      ...(rate_hz === null ? [] : [`${Math.round(rate_hz)} Hz`]),
    ];
    const { height_m, forward_m, left_m, pitch_rad } = camera;
    this.lines.push(
      `camera: ${who}, height_m ${height_m.toFixed(3)}, x_m ${forward_m.toFixed(2)}${car === null ? ' (assumed)' : ''}, ` +
        `y_m ${left_m.toFixed(2)}, pitch_rad ${pitch_rad.toFixed(3)}, by the line in ${measured.length} frames; ` +
        `${facts.join(', ')}; Camera in the brain's file sets another`,
    );
  }
}

/** A colour in a word, by its hue. */
function nameOf([red, green, blue]: Rgb): string {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  if (most - least < 32) return most > 128 ? 'white' : 'grey';
  const [r, g, b] = [red, green, blue].map((channel) => (channel - least) / (most - least)) as [
    number,
    number,
    number,
  ];
  if (b === 1) return r > 0.5 ? 'violet' : 'blue';
  if (g === 1) return r > 0.5 ? 'yellow' : 'green';
  if (g > 0.7) return 'yellow';
  return g > 0.3 ? 'orange' : 'red';
}

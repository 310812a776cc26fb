import { type CameraSettings, FIELD_OF_VIEW_RAD } from '../../../config/camera-settings';
import { type CameraModel, F1_CAMERA } from '../../../config/f1-car';
import { BrainError } from '../../../errors';
import type { CameraOptics, Frame } from '../../../types';
import { RoadCamera } from './camera';
import { measureLine } from './camera-estimate';
import type { LineColour } from './line-colour';
import { type ChosenMount, chooseMount, type MeasuredMount, mountOf, place } from './mount-choice';

/** Frames that the choice of the mount rests on. */
const ENOUGH_FRAMES = 5;
/** Frames in a row without a measurable line that are all looked at; after these ever fewer are, since a look that fails takes
 *  20 ms and more. */
const EAGER_FRAMES = 10;
const MOST_SKIPPED_FRAMES = 32;
/** A focal length that differs by less is the F1 car's. */
const SAME_FOCAL = 1e-3;
/** Rows of road that must be in the frame. */
const LEAST_ROAD_SHARE = 0.1;

/** What was found out about the camera. */
export interface FoundCamera extends ChosenMount {
  /** Medians over the frames that showed the line. */
  readonly measured: readonly MeasuredMount[];
  /** Of camera_info; null where it was not used. */
  readonly optics: CameraOptics | null;
  readonly frame: { readonly width: number; readonly height: number };
  /** By the stamps; null where frames have none. */
  readonly rate_hz: number | null;
}

/** Finds out where the car's camera is: from the settings, camera_info and the line in the first frames. */
export class CameraFinder {
  private camera: RoadCamera | null = null;
  private measured: MeasuredMount[] = [];
  private chosen: ChosenMount | null = null;
  private optics: CameraOptics | null = null;
  private refused = false;
  private settled = false;
  private readonly stamps_s: number[] = [];
  private failed = 0;
  private skipped = 0;

  constructor(
    private readonly settings: CameraSettings,
    private readonly lineWidth_m: number,
    private readonly contrast: number,
    private readonly tell: { found(camera: FoundCamera): void; absurd(fov_rad: number): void },
  ) {}

  reset(): void {
    this.camera = null;
    this.chosen = null;
    this.optics = null;
    this.refused = false;
    this.startAgain();
  }

  /** The camera of this frame; measures it until it is known.
   *  @param colour that reads the frame
   *  @throws BrainError for a camera without road in view */
  see(frame: Frame, colour: LineColour): RoadCamera {
    const { width, height } = frame;
    const isOther = this.camera?.width !== width || this.camera.height !== height;
    if (this.adopt(frame.optics ?? null)) this.startAgain();
    if (this.settled && !isOther) return this.camera!;
    if (!this.settled) this.measure(frame, colour);
    return this.build(width, height);
  }

  private startAgain(): void {
    this.settled = false;
    this.measured = [];
    this.stamps_s.length = 0;
    this.failed = 0;
    this.skipped = 0;
  }

  /** Takes other optics over. @returns whether they differ from those before */
  private adopt(given: CameraOptics | null): boolean {
    if (given === null || this.settings.fov_rad !== undefined || this.refused) return false;
    const before = this.optics;
    if (before?.focal_px === given.focal_px && before.width === given.width) return false;
    const fov_rad = 2 * Math.atan(given.width / 2 / given.focal_px);
    if (!(fov_rad >= FIELD_OF_VIEW_RAD.least && fov_rad <= FIELD_OF_VIEW_RAD.most)) {
      this.refused = true;
      this.tell.absurd(fov_rad);
      return false;
    }
    this.optics = given;
    return !isF1(given) || (before !== null && !isF1(before));
  }

  /** The camera without its place. */
  private model(): CameraModel {
    const { fov_rad } = this.settings;
    if (fov_rad !== undefined) return { ...F1_CAMERA, focal_px: F1_CAMERA.width / 2 / Math.tan(fov_rad / 2) };
    if (this.optics === null || isF1(this.optics)) return F1_CAMERA;
    return { ...F1_CAMERA, focal_px: (this.optics.focal_px / this.optics.width) * F1_CAMERA.width };
  }

  private measure(frame: Frame, colour: LineColour): void {
    const { settings, measured } = this;
    const model = this.model();
    const { width, height, stamp } = frame;
    const optics = {
      focal_px: (model.focal_px / model.width) * width,
      centreColumn_px: (width - 1) / 2,
      centreRow_px: (height - 1) / 2,
    };
    const { height_m, pitch_rad, x_m, y_m } = settings;
    const isGiven = [height_m, pitch_rad, x_m, y_m].every((value) => value !== undefined);
    const fit = isGiven || this.skips() ? null : measureLine(colour, this.contrast, frame, optics);
    if (fit !== null) {
      this.failed = 0;
      measured.push(mountOf(fit, this.lineWidth_m, optics));
      if (stamp !== null) this.stamps_s.push(stamp.sec + stamp.nsec * 1e-9);
      this.chosen = chooseMount(measured, settings, model);
    }
    this.chosen ??= { car: 'f1', camera: place(model, F1_CAMERA, settings) };
    this.settled = isGiven || measured.length >= ENOUGH_FRAMES;
    if (this.settled && !isGiven) {
      this.tell.found({
        ...this.chosen,
        measured,
        optics: this.optics,
        frame: { width, height },
        rate_hz: this.rate_hz(),
      });
    }
  }

  /** Whether this frame is not looked at: the line was not measurable in many before. */
  private skips(): boolean {
    const pause = Math.min(MOST_SKIPPED_FRAMES, 2 ** (this.failed - EAGER_FRAMES));
    if (this.failed >= EAGER_FRAMES && this.skipped < pause) {
      this.skipped += 1;
      return true;
    }
    this.skipped = 0;
    this.failed += 1;
    return false;
  }

  private build(width: number, height: number): RoadCamera {
    const camera = new RoadCamera(width, height, this.chosen!.camera);
    if (!camera.toRoad(width / 2, height * (1 - LEAST_ROAD_SHARE))) {
      const { pitch_rad } = this.chosen!.camera;
      throw new BrainError(
        `The camera looks at the sky: with a pitch of ${pitch_rad.toFixed(2)} rad no road is in its frames; ` +
          "turn it down, or correct Camera.pitch_rad in the brain's file",
      );
    }
    this.camera = camera;
    return camera;
  }

  private rate_hz(): number | null {
    const { stamps_s } = this;
    const time_s = (stamps_s.at(-1) ?? 0) - (stamps_s[0] ?? 0);
    return stamps_s.length > 1 && time_s > 0 ? (stamps_s.length - 1) / time_s : null;
  }
}

function isF1({ focal_px, width }: CameraOptics): boolean {
  return Math.abs((focal_px / width) * (F1_CAMERA.width / F1_CAMERA.focal_px) - 1) < SAME_FOCAL;
}

import type { StartPose } from '../../circuit/circuit';
import type { RawImage, Size } from '../../image/codec';
import type { CircuitOutline } from '../../measure/report/circuit-outline';
import type { SaliencyMap } from '../../saliency/saliency';
import type { Command } from '../../types';

export const FILM_THEMES = ['light', 'dark'] as const;
export type FilmTheme = (typeof FILM_THEMES)[number];

/** What a film shows, as far as it stays the same from its first image to its last. */
export interface FilmScene {
  /** Pixels; the picture is made for 16:9. */
  readonly size: Size;
  readonly theme: FilmTheme;
  /** Name of the circuit, or of the bag where that is unknown. */
  readonly place: string;
  /** Recorded seconds in a second of the film. */
  readonly speed: number;
  /** Null where it is unknown: the map shows the driven path alone. */
  readonly circuit: FilmCircuit | null;
  /** One drive, or two side by side. */
  readonly drives: readonly FilmDrive[];
  /** What is drawn on camera images. */
  readonly layers: FilmLayers;
}

export interface FilmCircuit {
  readonly outline: CircuitOutline;
  readonly start: StartPose;
}

/** Whether there are camera images, and what is known of what a network sees of them. */
export interface FilmLayers {
  readonly camera: boolean;
  readonly crop: boolean;
  readonly saliency: boolean;
}

/** A recorded drive from where the film begins to where it ends. */
export interface FilmDrive {
  /** Brain and model. */
  readonly name: string;
  /** None of a car that is not on the map: it drove on another circuit than the first one. */
  readonly path: readonly FilmPlace[];
  readonly curves: Readonly<Record<CurveName, Curve>>;
  /** What models answer to its images; four at most. */
  readonly models: readonly FilmModel[];
}

/** A model, and what it answers. */
export interface FilmModel {
  readonly name: string;
  readonly curves: Readonly<Record<'v' | 'w', Curve>>;
}

/** A place of the driven path; places are in the order of their times. */
export interface FilmPlace {
  readonly time_s: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly deviation_m: number | null;
  /** No path leads here from the place before: the car was put here. */
  readonly isStart: boolean;
}

/** `v`, `w`: commands; `carV`, `carW`: what the car does. */
export const CURVE_NAMES = ['v', 'carV', 'w', 'carW', 'deviation'] as const;
export type CurveName = (typeof CURVE_NAMES)[number];

/** Values over time, oldest first; both are equally long. */
export interface Curve {
  readonly time_s: readonly number[];
  /** Null where a value is missing. */
  readonly values: readonly (number | null)[];
}

/** One image of a film. */
export interface FilmMoment {
  /** Of the recording, since its beginning. */
  readonly time_s: number;
  /** In the order of the scene's drives. */
  readonly drives: readonly DriveMoment[];
}

/** A drive at one time. */
export interface DriveMoment {
  /** On the clock of its path and curves; path and curves up to then are shown. */
  readonly time_s: number;
  readonly camera: CameraView | null;
  /** Null before the first pose, and where it is not on the map. */
  readonly car: StartPose | null;
  readonly command: Command | null;
  /** Of each model; null where it has none. */
  readonly answers: readonly (Command | null)[];
  readonly deviation_m: number | null;
}

type Point = readonly [x: number, y: number];

/** A camera image and what is drawn on it; points are shares of its width and height. */
export interface CameraView {
  /** RGB. */
  readonly image: RawImage;
  /** How long before the moment it was recorded. */
  readonly age_s: number;
  /** The painted line as found, nearest first; null where none was found. */
  readonly line: readonly Point[] | null;
  /** The path of the command; null for a stopped car. */
  readonly path: readonly Point[] | null;
  /** The path of each model's answer, as `path`. */
  readonly answers: readonly (readonly Point[] | null)[];
  /** Rows that the network sees, shares of the height; null without a network. */
  readonly crop: { readonly top: number; readonly bottom: number } | null;
  /** Which pixels moved the command; null where that is not shown. */
  readonly saliency: SaliencyMap | null;
}

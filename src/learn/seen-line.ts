import type { ClosedLine } from '../circuit/closed-line';
import { DEFAULT_LOOK, type Rgb } from '../circuit/look';
import { formatPercent } from '../measure/report/format';
import { median } from '../support/statistics';
import type { DrivenLap } from './find-laps';
import type { LineSighting } from './line-watch';
import type { RecordedDrive } from './read-drive';
import { type SeenPlace, seenPlaces } from './seen-places';
import { fitSightedLine, type SightedLine } from './sighted-line';
import { commonClock } from './sighting-times';

/** What the camera tells of the line. */
export interface SeenLine {
  /** Null where the driven line has to do; `notes` say why. */
  readonly line: SightedLine | null;
  /** Frames that show the line. */
  readonly frames: number;
  readonly correctionMean_m: number;
  readonly correctionMax_m: number;
  readonly lineColour: Rgb;
  readonly roadColour: Rgb;
  readonly notes: readonly string[];
}

const NOTHING: Omit<SeenLine, 'notes'> = {
  line: null,
  frames: 0,
  correctionMean_m: 0,
  correctionMax_m: 0,
  lineColour: DEFAULT_LOOK.lineColour ?? [218, 41, 41],
  roadColour: DEFAULT_LOOK.road.colour,
};
/** Frames of the F1 car's camera agree within millimetres; those of another camera do not. */
const MOST_SCATTER_M = 0.05;
/** With less of the lap in view, the line is the driven one. */
const LEAST_COVERAGE = 0.5;

/** The line that the camera saw while the laps were driven. @param driven middle of the laps */
export function findLine(laps: readonly DrivenLap[], driven: ClosedLine, drive: RecordedDrive): SeenLine {
  const total = drive.sightings.reduce((sum, list) => sum + list.length, 0);
  if (total === 0) return { ...NOTHING, notes: [] };
  const places: SeenPlace[] = [];
  let clocks = 0;
  for (const lap of laps) {
    const run = lap.points[0]!.run;
    const sightings = drive.sightings[run] ?? [];
    const clock = commonClock(drive.runs[run] ?? [], sightings, drive.clocks[run] ?? []);
    if (clock === null) continue;
    clocks++;
    places.push(...seenPlaces(lap, driven, sightings, clock));
  }
  const dismiss = (why: string): SeenLine => ({
    ...NOTHING,
    notes: [`camera images were left out, and the line is the driven one: ${why}`],
  });
  if (clocks === 0) {
    return dismiss('their stamps and those of the odometry are of two clocks, and no /clock was recorded');
  }
  const line = fitSightedLine(places, driven.length_m);
  if (line === null || line.coverage < LEAST_COVERAGE) {
    return dismiss(`they show a line on ${percent(line?.coverage ?? 0)} of the lap`);
  }
  if (line.scatter_m > MOST_SCATTER_M) {
    return dismiss(
      `two of them show the line ${line.scatter_m.toFixed(2)} m apart: where the camera is could not be measured`,
    );
  }
  return {
    ...NOTHING,
    line,
    frames: total,
    ...correction(line),
    ...coloursOf(drive.sightings.flat()),
    notes: gapNotes(line),
  };
}

function gapNotes({ coverage }: SightedLine): string[] {
  if (coverage > 0.995) return [];
  return [`the camera saw the line on ${percent(coverage)} of the lap; elsewhere the line is the driven one`];
}

function correction({ aside_m }: SightedLine) {
  const sizes = aside_m.map(Math.abs);
  return {
    correctionMean_m: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    correctionMax_m: Math.max(...sizes),
  };
}

function coloursOf(sightings: readonly LineSighting[]): { lineColour: Rgb; roadColour: Rgb } {
  const roads = sightings.map(({ roadColour }) => roadColour).filter((colour) => colour !== null);
  return {
    lineColour: medianColour(sightings.map(({ lineColour }) => lineColour)) ?? NOTHING.lineColour,
    roadColour: medianColour(roads) ?? NOTHING.roadColour,
  };
}

function medianColour(colours: readonly Rgb[]): Rgb | null {
  if (colours.length === 0) return null;
  const channel = (i: 0 | 1 | 2) => Math.round(median(colours.map((colour) => colour[i])) ?? 0);
  return [channel(0), channel(1), channel(2)];
}

function percent(share: number): string {
  return formatPercent(100 * share, 1, '%');
}

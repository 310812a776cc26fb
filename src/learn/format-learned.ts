import { formatNumber, formatPercent, MISSING } from '../measure/report/format';
import { formatColumns } from '../support/terminal/columns';
import type { LearnedCircuit } from './learn-circuit';

/** What was written of a learned circuit. */
export interface WrittenCircuit {
  readonly file: string;
  /** Drawings; empty without. */
  readonly pictures: readonly string[];
}

/** The figures of a learned circuit as aligned text, one per line. */
export function formatLearned(learned: LearnedCircuit, { file, pictures }: WrittenCircuit): string {
  const { circuit, camera, tightestBend, lapsFound, laps } = learned;
  const rows: string[][] = [
    ['circuit', circuit.name],
    ['length', formatNumber(circuit.length_m, 2, 'm')],
    ['laps used', `${laps.length} of ${lapsFound}`],
    ['line', camera === null ? 'the driven path' : `seen in ${camera.frames} camera images`],
    ...(camera === null
      ? []
      : [
          ['seen on', formatPercent(100 * camera.coverage, 1, '% of the lap')],
          ['driven path off it', pair(camera.correctionMean_m, camera.correctionMax_m)],
        ]),
    ['deviation between laps', pair(learned.deviationMean_m, learned.deviationMax_m)],
    ['largest gap', formatNumber(learned.largestGap_m, 2, 'm')],
    [
      'tightest bend',
      `radius ${formatNumber(tightestBend.radius_m, 2, 'm')} at ${formatNumber(tightestBend.s_m, 1, 'm')}`,
    ],
    ['control points', `${learned.points.length}`],
    ['file', file],
    ...pictures.map((picture) => ['picture', picture]),
  ];
  return formatColumns(rows, { isRight: () => false });
}

function pair(mean_m: number | null, max_m: number | null): string {
  if (mean_m === null || max_m === null) return `${MISSING} (one lap)`;
  return `mean ${formatNumber(mean_m, 3)}, max ${formatNumber(max_m, 3)} m`;
}

/** The same as JSON. */
export function learnedJson(learned: LearnedCircuit, { file, pictures }: WrittenCircuit) {
  const { circuit, camera, tightestBend } = learned;
  return {
    name: circuit.name,
    file,
    pictures,
    length_m: circuit.length_m,
    start: circuit.start,
    control_points: learned.points.length,
    laps_found: learned.lapsFound,
    laps_used: learned.laps.length,
    left_out: learned.leftOut,
    line_from: camera === null ? 'driven path' : 'camera',
    camera_frames: camera?.frames ?? null,
    camera_coverage: camera?.coverage ?? null,
    driven_path_off_line_mean_m: camera?.correctionMean_m ?? null,
    driven_path_off_line_max_m: camera?.correctionMax_m ?? null,
    line_colour: camera?.lineColour ?? null,
    deviation_between_laps_mean_m: learned.deviationMean_m,
    deviation_between_laps_max_m: learned.deviationMax_m,
    largest_gap_m: learned.largestGap_m,
    tightest_bend_radius_m: tightestBend.radius_m,
    tightest_bend_at_m: tightestBend.s_m,
    notes: learned.notes,
  };
}

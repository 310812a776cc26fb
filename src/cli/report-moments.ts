import { isKnownWorld } from '../circuit/load';
import { messageOf } from '../errors';
import type { RunMoments } from '../measure/report/moments';
import type { ReportRun } from '../measure/report/run';
import type { RunsOptions } from './options/runs';
import { topicsOf } from './options/topics';

/** Moments of a run where the user says nothing, and runs that have them: what reading their images again costs stays
 *  below that of measuring them. */
export const USUAL_MOMENTS = 4;
const MOST_RUNS = 10;
/** A larger bag holds raw images of many laps. */
const MOST_BYTES = 2e9;

const IMAGES = ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'];
/** The first image of a drive, which every recording has. */
const FIRST_IMAGE = '/first_image';

export interface ExplainListener {
  readonly onProgress: (share: number, label: string) => void;
  /** A library failed on a run; the report is written without its moments. */
  readonly onFailed: (line: string) => void;
}

/** The worst moments of the runs whose bags hold camera images; those of the first runs in a large report. */
export async function explainRuns(
  runs: readonly ReportRun[],
  count: number,
  options: RunsOptions,
  { onProgress, onFailed }: ExplainListener,
): Promise<Map<ReportRun, RunMoments | string>> {
  const found = new Map<ReportRun, RunMoments | string>();
  const withImages = count === 0 ? [] : runs.filter(hasImages);
  for (const [i, run] of withImages.entries()) {
    onProgress(i / withImages.length, run.label);
    const moments = await explainRun(run, i, count, options).catch((error: unknown) => {
      const [why = ''] = messageOf(error).split('\n');
      onFailed(`${run.label}: its worst moments could not be drawn: ${why}`);
      return why;
    });
    found.set(run, moments);
  }
  return found;
}

async function explainRun(
  { measurement, label }: ReportRun,
  place: number,
  count: number,
  options: RunsOptions,
): Promise<RunMoments | string> {
  const { identity, scan, file } = measurement;
  if (place >= MOST_RUNS)
    return `only the first ${MOST_RUNS} runs with images are explained; use f1-brain explain`;
  if (scan.size_bytes > MOST_BYTES) return 'the bag is larger than 2 GB; use f1-brain explain';
  const isNamed = identity.circuit !== null && isKnownWorld(identity.circuit);
  return loadMoments().findRunMoments(file, identity, {
    count,
    topics: topicsOf(options),
    title: label,
    ...(options.circuit === undefined || isNamed ? {} : { circuit: options.circuit }),
  });
}

/** Loaded when it is needed: with what reads images and networks it takes a third of a second. */
function loadMoments(): typeof import('../saliency/run-moments') {
  return require('../saliency/run-moments');
}

function hasImages({ measurement }: ReportRun): boolean {
  return measurement.scan.connections.some(
    ({ topic, type }) =>
      IMAGES.includes(type) && topic !== FIRST_IMAGE && !topic.startsWith(`${FIRST_IMAGE}/`),
  );
}

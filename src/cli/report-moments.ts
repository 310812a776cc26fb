import { statSync } from 'node:fs';
import { isKnownWorld } from '../circuit/load';
import { messageOf } from '../errors';
import type { RunMoments } from '../measure/report/moments';
import type { ReportRun } from '../measure/report/run';
import type { DrivenModel } from '../saliency/recorded/driven-model';
import type { RunMomentsOptions } from '../saliency/run-moments';
import type { ProgressBar } from '../support/terminal/progress-bar';
import type { Invocation } from './io';
import type { RunsOptions } from './options/runs';
import { topicsOf } from './options/topics';
import { printError } from './print';

/** Moments of a run where the user says nothing, and runs that have them: what reading their images again costs stays
 *  below that of measuring them. */
export const USUAL_MOMENTS = 4;
export const MOST_RUNS = 10;
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

/** Shows progress and warnings on the terminal. */
export function explainListener(bar: ProgressBar, cli: Invocation): ExplainListener {
  return {
    onProgress: (share, label) => bar.show(share, `explaining ${label}`),
    onFailed: (line) => {
      bar.clear();
      printError(cli, `warning: ${line}`);
    },
  };
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
    found.set(run, await explainRun(run, i, count, options, onFailed));
  }
  return found;
}

async function explainRun(
  { measurement, label }: ReportRun,
  place: number,
  count: number,
  options: RunsOptions,
  onFailed: ExplainListener['onFailed'],
): Promise<RunMoments | string> {
  const { identity, file } = measurement;
  if (place >= MOST_RUNS)
    return `only the first ${MOST_RUNS} runs with images are explained; use f1-brain explain`;
  const isNamed = identity.circuit !== null && isKnownWorld(identity.circuit);
  return drawMoments(file, identity, onFailed, {
    count,
    topics: topicsOf(options),
    title: label,
    ...(options.circuit === undefined || isNamed ? {} : { circuit: options.circuit }),
  });
}

/** The worst moments of a bag, or why there are none. @param driven the model that drove */
export async function drawMoments(
  bag: string,
  driven: DrivenModel,
  onFailed: ExplainListener['onFailed'],
  options: RunMomentsOptions,
): Promise<RunMoments | string> {
  if (statSync(bag).size > MOST_BYTES) return 'the bag is larger than 2 GB; use f1-brain explain';
  try {
    return await loadMoments().findRunMoments(bag, driven, options);
  } catch (error) {
    const [why = ''] = messageOf(error).split('\n');
    onFailed(`${options.title}: its worst moments could not be drawn: ${why}`);
    return why;
  }
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

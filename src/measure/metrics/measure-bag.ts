import { scanBag } from '../../bag/scan-bag';
import { bagNotes } from './bag/bag-notes';
import { BagRun } from './bag/bag-run';
import { chooseTopics } from './bag/choose-topics';
import { type Course, courseOf } from './bag/course';
import { MeasuredDrive } from './bag/measured-drive';
import { recordedFigures } from './bag/recorded-figures';
import { RunClock } from './bag/run-clock';
import {
  behaviorMetricsContext,
  identityOf,
  takesCommands,
  whyNoLine,
  withOtherTopics,
} from './bag/run-facts';
import { seriesOf } from './bag/series';
import { surveyBag } from './bag/survey';
import { BehaviorMetricsAccumulator } from './behavior-metrics/accumulator';
import { figureNotes } from './figure-notes';
import type { BagMeasurement, MeasureOptions } from './measurement';
import type { MetricNote } from './note';
import { type RecordedRun, readRunMetadata } from './run-metadata';

/**
 * Measures one recorded drive: a bag of ours, of BehaviorMetrics, or of `rosbag record`. Reads it once,
 * in memory that does not grow with it; a bag without an index twice, once for what it is.
 * @throws BagError for a bag that cannot be read or holds no odometry of one robot; ConfigurationError for
 *   topics or a perfect lap that were asked for and are not there
 */
export async function measureBag(file: string, options: MeasureOptions = {}): Promise<BagMeasurement> {
  const { onProgress, signal } = options;
  const scanning = signal === undefined ? {} : { signal };
  const survey = await surveyBag(file, scanning);
  const recorded = readRunMetadata(survey.metadata);
  const topics = chooseTopics(file, survey.connections, options.topics ?? {}, recorded.topics, survey.damage);
  const course = await courseOf(options, recorded);
  const drive = driveOf(options, recorded, course);
  const theirs = new BehaviorMetricsAccumulator(course.perfectLap);
  const clock = new RunClock(recorded.odometry_stamps, recorded.record_time);
  const run = new BagRun({ file, topics, drive, theirs, clock, strict: recorded.ours });
  const scan = await scanBag(file, run, { ...scanning, ...(onProgress && { onProgress }) });
  run.check(scan.damage);
  drive.close();

  const figures = withOtherTopics(drive.metrics.figures(), run);
  const behaviorMetrics = theirs.result(behaviorMetricsContext(recorded, run, figures));
  const own = recordedFigures(
    survey.experimentMetrics,
    behaviorMetrics.figures,
    course.perfectLap?.source ?? null,
  );
  const notes: MetricNote[] = [
    ...bagNotes(scan, run, clock, figures.car_set_elsewhere),
    ...survey.unreadable.map((topic) => ({
      figure: null,
      reason: `${topic} holds no JSON object: passed over`,
    })),
    ...wrongWayNotes(drive, options),
    ...topics.notes,
    ...course.notes,
    ...own.notes,
    ...figureNotes(figures, { noLine: whyNoLine(course, drive) }),
    ...(takesCommands(figures, run)
      ? [{ figure: 'command_suddenness', reason: `by the commands on ${topics.command}, as is the jerk` }]
      : []),
  ];
  return {
    file,
    scan,
    metadata: survey.metadata,
    identity: identityOf(recorded, run, course, figures),
    behaviorMetrics,
    perfectLap: course.perfectLap?.source ?? null,
    figures,
    recorded: survey.experimentMetrics,
    notes,
    series: options.series ? seriesOf(drive, course) : null,
  };
}

function wrongWayNotes({ against }: MeasuredDrive, options: MeasureOptions): MetricNote[] {
  if (against === null) return [];
  const who = options.direction === undefined ? "the bag's metadata says" : '--direction says';
  const driven = against === 'forward' ? 'reverse' : 'forward';
  return [{ figure: 'percentage_completed', reason: `driven ${driven}; ${who} ${against}` }];
}

function driveOf(options: MeasureOptions, recorded: RecordedRun, course: Course): MeasuredDrive {
  const laps = options.laps ?? recorded.laps;
  return new MeasuredDrive({
    line: course.circuit,
    walls: course.walls,
    direction: options.direction ?? recorded.direction,
    laps: laps ?? Number.POSITIVE_INFINITY,
    endless: laps === null || (options.laps === undefined && recorded.endless),
    recorded,
    series: options.series ?? false,
  });
}

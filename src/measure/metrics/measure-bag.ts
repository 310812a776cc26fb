import { scanBag } from '../../bag/scan-bag';
import { collectBagNotes } from './bag/bag-notes';
import { BagReader } from './bag/bag-reader';
import { BothVisitors } from './bag/both-visitors';
import { chooseTopics } from './bag/choose-topics';
import { MeasuredDrive } from './bag/measured-drive';
import { compareWithRecorded } from './bag/recorded-metrics';
import { type Reference, resolveReference } from './bag/reference';
import { RunClock } from './bag/run-clock';
import {
  addTopicMetrics,
  buildContext,
  explainMissingLine,
  identifyRun,
  usesCommandTopic,
} from './bag/run-facts';
import { buildSeries } from './bag/series';
import { surveyBag } from './bag/survey';
import { BehaviorMetricsAccumulator } from './behavior-metrics/accumulator';
import type { BagMeasurement, MeasureOptions } from './measurement';
import { explainMissingMetrics } from './metric-notes';
import type { MetricNote } from './note';
import { type RecordedRun, readRunMetadata } from './run-metadata';

/**
 * Measures one recorded run: a bag of f1-brain, BehaviorMetrics or `rosbag record`. Reads the bag once, in
 * memory independent of its size; a bag without an index is read twice, first for its topics.
 * @throws BagError for a bag that cannot be read or has no odometry of a single robot; ConfigurationError for
 *   a requested topic or perfect lap that is missing
 */
export async function measureBag(file: string, options: MeasureOptions = {}): Promise<BagMeasurement> {
  const { onProgress, signal } = options;
  const scanning = signal === undefined ? {} : { signal };
  const survey = options.survey ?? (await surveyBag(file, scanning));
  const recorded = readRunMetadata(survey.metadata);
  const topics = chooseTopics(file, survey.connections, options.topics ?? {}, recorded.topics, survey.damage);
  const course = await resolveReference(options, recorded);
  const drive = createDrive(options, recorded, course);
  const accumulator = new BehaviorMetricsAccumulator(course.perfectLap);
  const clock = new RunClock(recorded.odometry_stamps, recorded.record_time);
  const reader = new BagReader({
    file,
    topics,
    drive,
    behaviorMetrics: accumulator,
    clock,
    strict: recorded.ours,
  });
  const visitor = options.also === undefined ? reader : new BothVisitors(reader, options.also);
  const scan = await scanBag(file, visitor, { ...scanning, ...(onProgress && { onProgress }) });
  reader.check(scan.damage);
  drive.close();

  const metrics = addTopicMetrics(drive.metrics.compute(), reader);
  const behaviorMetrics = accumulator.result(buildContext(recorded, reader, metrics));
  const own = compareWithRecorded(
    survey.experimentMetrics,
    behaviorMetrics.metrics,
    course.perfectLap?.source ?? null,
  );
  const notes: MetricNote[] = [
    ...collectBagNotes(scan, reader, clock, metrics.car_set_elsewhere),
    ...survey.unreadable.map((topic) => ({
      figure: null,
      reason: `${topic} contains no JSON object and was ignored`,
    })),
    ...noteWrongDirection(drive, options),
    ...topics.notes,
    ...course.notes,
    ...own.notes,
    ...explainMissingMetrics(metrics, { noLine: explainMissingLine(course, drive) }),
    ...(usesCommandTopic(metrics, reader)
      ? [{ figure: 'command_suddenness', reason: `computed from ${topics.command}, as is the jerk` }]
      : []),
  ];
  return {
    file,
    scan,
    metadata: survey.metadata,
    identity: identifyRun(recorded, reader, course, metrics),
    behaviorMetrics,
    perfectLap: course.perfectLap?.source ?? null,
    metrics,
    recorded: survey.experimentMetrics,
    notes,
    series: options.series ? buildSeries(drive, course) : null,
  };
}

function noteWrongDirection({ contradictedDirection }: MeasuredDrive, options: MeasureOptions): MetricNote[] {
  if (contradictedDirection === null) return [];
  const who = options.direction === undefined ? "the bag's metadata says" : '--direction says';
  const driven = contradictedDirection === 'forward' ? 'reverse' : 'forward';
  return [{ figure: 'percentage_completed', reason: `driven ${driven}; ${who} ${contradictedDirection}` }];
}

function createDrive(options: MeasureOptions, recorded: RecordedRun, course: Reference): MeasuredDrive {
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

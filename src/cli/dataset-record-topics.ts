import { F1_CAR, openCar } from '../config/car-preset';
import { DECISION_TOPIC, type Topics } from '../config/topics';
import { formatCounts } from '../models/dataset/paired/format-counts';
import type { PairedCounts } from '../models/dataset/paired/paired-recording';
import { recordTopics } from '../models/dataset/paired/record-topics';
import { DatasetWriter } from '../models/dataset/writer';
import { rosnodejs } from '../ros/rosnodejs/index';
import type { RosNode } from '../ros/transport';
import { createLogger } from '../support/logger';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { DatasetRecordOptions, RecordOutcome } from './dataset-record-source';
import type { Invocation } from './io';

/** Records what drives over ROS, until Ctrl-C or until there is enough. */
export async function recordFromTopics(
  folder: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  // A car and a folder that cannot be used are reported before a master is waited for.
  const car = openCar(options.car ?? F1_CAR.name);
  const writer = new DatasetWriter(folder);
  await writer.open();
  const bar = new ProgressBar(cli.stderr);
  const log = createLogger(cli, { before: () => bar.clear() });
  const node = await rosnodejs
    .startNode({
      name: 'f1_brain_dataset',
      anonymous: true,
      logger: log,
      handleSignals: false,
      argv: cli.argv,
      environment: cli.env,
      signal,
    })
    .catch(async (error: unknown) => {
      await writer.finish();
      signal.throwIfAborted();
      throw error;
    });
  const stop = new AbortController();
  node.onShutdownRequested(() => stop.abort());
  const topics = topicsOf(node, car.topics, options);
  log.info(`recording ${topics.cameraTopic} and ${topics.commandTopic} into ${folder}; Ctrl-C ends it`);
  try {
    const share = shareOf(options);
    const counts = await recordTopics({
      node,
      ...topics,
      writer,
      frames: options.frames ?? null,
      seconds: options.seconds ?? null,
      signal: AbortSignal.any([signal, stop.signal]),
      onProgress: (now) => bar.show(share(now), formatCounts(now)),
    });
    return outcomeOf(topics, counts);
  } finally {
    bar.clear();
    await node.shutdown();
  }
}

type RecordedTopics = ReturnType<typeof topicsOf>;

function topicsOf(node: RosNode, { camera, command }: Topics, options: DatasetRecordOptions) {
  return {
    cameraTopic: node.remapped('camera') ?? node.resolve(options.cameraTopic ?? camera),
    commandTopic: node.remapped('cmd_vel') ?? node.resolve(options.commandTopic ?? command),
    decisionTopic: node.resolve(options.decisionTopic ?? DECISION_TOPIC),
  };
}

/** Share of the requested recording that is done, 0 to 1; 0 where no end was requested. */
function shareOf({ frames, seconds }: DatasetRecordOptions): (counts: PairedCounts) => number {
  const start_ms = performance.now();
  return ({ written }) => {
    if (frames) return written / frames;
    const elapsed_s = (performance.now() - start_ms) / 1000;
    return Math.min(1, elapsed_s / (seconds ?? Number.POSITIVE_INFINITY));
  };
}

function outcomeOf({ cameraTopic, commandTopic }: RecordedTopics, counts: PairedCounts): RecordOutcome {
  return {
    lines: [`${cameraTopic} with ${commandTopic}: ${formatCounts(counts)}`],
    facts: { source: 'topics', camera_topic: cameraTopic, command_topic: commandTopic, counts },
    complete: true,
  };
}

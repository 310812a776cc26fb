import { DECISION_TOPIC, F1_TOPICS } from '../config/topics';
import { InterruptedError } from '../errors';
import type { PairedCounts } from '../models/dataset/paired/paired-recording';
import { recordBag } from '../models/dataset/paired/record-bag';
import { recordTopics } from '../models/dataset/paired/record-topics';
import { DatasetWriter } from '../models/dataset/writer';
import { rosnodejs } from '../ros/rosnodejs/index';
import { createLogger } from '../support/logger';
import { ProgressBar } from '../support/terminal/progress-bar';
import { ReadingLine } from '../support/terminal/reading-line';
import type { DatasetRecordOptions, RecordOutcome } from './dataset-record';
import type { Invocation } from './io';

/** What drives over ROS, until Ctrl-C or enough. */
export async function recordFromTopics(
  folder: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  // What is wrong with the folder is said before a master is waited for.
  const writer = new DatasetWriter(folder);
  await writer.open();
  const line = new ProgressBar(cli.stderr);
  const log = createLogger(cli, { before: () => line.clear() });
  const stop = new AbortController();
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
      throw signal.aborted ? new InterruptedError(130, 'interrupted: nothing was written') : error;
    });
  node.onShutdownRequested(() => stop.abort());
  const cameraTopic = node.remapped('camera') ?? node.resolve(options.cameraTopic ?? F1_TOPICS.camera);
  const commandTopic = node.remapped('cmd_vel') ?? node.resolve(options.commandTopic ?? F1_TOPICS.command);
  log.info(`recording ${cameraTopic} and ${commandTopic} into ${folder}; Ctrl-C ends it`);
  try {
    const began_ms = performance.now();
    const share = ({ written }: PairedCounts) =>
      options.frames
        ? written / options.frames
        : Math.min(1, (performance.now() - began_ms) / 1000 / (options.seconds ?? Number.POSITIVE_INFINITY));
    const counts = await recordTopics({
      node,
      cameraTopic,
      commandTopic,
      decisionTopic: node.resolve(options.decisionTopic ?? DECISION_TOPIC),
      writer,
      frames: options.frames ?? null,
      seconds: options.seconds ?? null,
      signal: AbortSignal.any([signal, stop.signal]),
      onProgress: (now) => line.show(share(now), inWords(now)),
    });
    line.clear();
    return {
      lines: [`${cameraTopic} with ${commandTopic}: ${inWords(counts)}`],
      facts: { source: 'topics', camera_topic: cameraTopic, command_topic: commandTopic, counts },
      complete: true,
    };
  } finally {
    line.clear();
    await node.shutdown();
  }
}

/** The pictures and commands of a bag. */
export async function recordFromBag(
  folder: string,
  file: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  const line = new ReadingLine(cli.stderr, () => performance.now());
  const { counts, cameraTopic, commandTopic, decisionTopic, damage } = await recordBag({
    file,
    cameraTopic: options.cameraTopic ?? null,
    commandTopic: options.commandTopic ?? null,
    decisionTopic: options.decisionTopic ?? null,
    writer: new DatasetWriter(folder),
    frames: options.frames ?? null,
    signal,
    onProgress: (share) => line.show(file, share),
  }).finally(() => line.clear());
  if (counts.written === 0) throw new InterruptedError(130, 'interrupted: nothing was written');
  const [first] = damage;
  return {
    lines: [
      `${file}: ${cameraTopic} with ${commandTopic}: ${inWords(counts)}`,
      ...(first
        ? [`the bag is damaged: ${first.reason} (at byte ${first.at_byte}); what is whole was taken`]
        : []),
    ],
    facts: {
      source: 'bag',
      bag: file,
      camera_topic: cameraTopic,
      command_topic: commandTopic,
      decision_topic: decisionTopic,
      counts,
      damage,
    },
    complete: !signal.aborted,
  };
}

function inWords({
  written,
  unpaired,
  out_of_range,
  rejected,
  dropped,
  pictures,
  commands,
  decisions,
}: PairedCounts): string {
  return [
    `${written} of ${pictures} pictures written`,
    `${commands} commands`,
    ...(decisions > 0 ? [`${decisions} decisions`] : []),
    ...(unpaired > 0 ? [`${unpaired} pictures without a command`] : []),
    ...(out_of_range > 0 ? [`${out_of_range} left out: v below 0 or another label out of range`] : []),
    ...(rejected > 0 ? [`${rejected} unreadable`] : []),
    ...(dropped > 0 ? [`${dropped} dropped: the disk or processor is too slow`] : []),
  ].join(', ');
}

import { openCar } from '../config/car-preset';
import { formatCounts } from '../models/dataset/paired/format-counts';
import { recordBag } from '../models/dataset/paired/record-bag';
import { DatasetWriter } from '../models/dataset/writer';
import { ReadingLine } from '../support/terminal/reading-line';
import type { DatasetRecordOptions, RecordOutcome } from './dataset-record-source';
import type { Invocation } from './io';

/** Records the images and commands of a bag. */
export async function recordFromBag(
  folder: string,
  options: DatasetRecordOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<RecordOutcome> {
  const file = options.fromBag!;
  const car = options.car === undefined ? null : openCar(options.car);
  const line = new ReadingLine(cli.stderr, () => performance.now());
  const { counts, cameraTopic, commandTopic, decisionTopic, damage } = await recordBag({
    file,
    car,
    cameraTopic: options.cameraTopic ?? null,
    commandTopic: options.commandTopic ?? null,
    decisionTopic: options.decisionTopic ?? null,
    writer: new DatasetWriter(folder),
    frames: options.frames ?? null,
    signal,
    onProgress: (share) => line.show(file, share),
  }).finally(() => line.clear());
  if (counts.written === 0) signal.throwIfAborted();
  const [first] = damage;
  return {
    lines: [
      `${file}: ${cameraTopic} with ${commandTopic}: ${formatCounts(counts)}`,
      ...(first
        ? [`the bag is damaged: ${first.reason} (at byte ${first.at_byte}); the undamaged part was recorded`]
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

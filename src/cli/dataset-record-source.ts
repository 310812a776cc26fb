import { ConfigurationError } from '../errors';
import type { DriveDisturbance, DriveSpread } from '../models/dataset/drive/episodes';
import { flagOf } from './options/common';

export interface DatasetRecordOptions {
  circuits?: string[];
  directions?: string[];
  frames?: number;
  seconds?: number;
  seed?: number;
  brain?: string;
  disturb?: DriveDisturbance;
  spread?: DriveSpread;
  testSet: boolean;
  fromTopic: boolean;
  fromBag?: string;
  cameraTopic?: string;
  commandTopic?: string;
  decisionTopic?: string;
  car?: string;
  json: boolean;
}

/** What a source tells of a recording. */
export interface RecordOutcome {
  /** For people, above the table. */
  readonly lines: readonly string[];
  /** For programs, beside the statistics of the labels. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** False where Ctrl-C ended it before it was complete. */
  readonly complete: boolean;
}

/** Options that each source uses. */
const USED = {
  world: ['circuits', 'directions', 'frames', 'seed', 'brain', 'disturb', 'spread'],
  '--test-set': ['testSet', 'circuits', 'seed'],
  '--from-topic': ['fromTopic', 'frames', 'seconds', 'cameraTopic', 'commandTopic', 'decisionTopic', 'car'],
  '--from-bag': ['fromBag', 'frames', 'cameraTopic', 'commandTopic', 'decisionTopic', 'car'],
} as const;

export type RecordSource = keyof typeof USED;

/** Where the images come from, by the options.
 *  @throws ConfigurationError for two sources, and for an option that the source does not use */
export function sourceOf(options: DatasetRecordOptions): RecordSource {
  const asked: RecordSource[] = [
    ...(options.testSet ? (['--test-set'] as const) : []),
    ...(options.fromTopic ? (['--from-topic'] as const) : []),
    ...(options.fromBag === undefined ? [] : (['--from-bag'] as const)),
  ];
  if (asked.length > 1) throw new ConfigurationError(`${asked.join(' and ')} exclude each other`);
  const source = asked[0] ?? 'world';
  const used: readonly string[] = USED[source];
  const ofBags: readonly string[] = USED['--from-bag'];
  for (const [name, value] of Object.entries(options)) {
    if (name === 'json' || value === false || value === undefined || used.includes(name)) continue;
    throw new ConfigurationError(
      source === 'world'
        ? `${flagOf(name)} needs --from-topic${ofBags.includes(name) ? ' or --from-bag' : ''}`
        : `${flagOf(name)} has no effect with ${source}; leave one of them out`,
    );
  }
  return source;
}

import type { BagConnection, BagDamage } from '../../../bag/types';
import { CLOCK_TOPIC, DECISION_TOPIC, F1_TOPICS } from '../../../config/topics';
import { BagError, ConfigurationError } from '../../../errors';
import { DECISION_JSON_SUFFIX } from '../../../messages/index';
import { suggestion } from '../../../support/nearest';
import type { MeasuredTopics } from '../measurement';
import type { MetricNote } from '../note';

export type TopicKind = keyof MeasuredTopics;

/** The topics to measure; null where the bag has none of that kind, or several and no preferred one. */
export interface ChosenTopics extends Readonly<Record<TopicKind, string | null>> {
  readonly notes: readonly MetricNote[];
}

interface Kind {
  readonly types: readonly string[];
  readonly preferred: string | null;
  /** Topics of the right type that carry something else. */
  readonly excluded: readonly string[];
}

const KINDS: Readonly<Record<TopicKind, Kind>> = {
  odometry: { types: ['nav_msgs/Odometry'], preferred: F1_TOPICS.odometry, excluded: [] },
  clock: { types: ['rosgraph_msgs/Clock'], preferred: CLOCK_TOPIC, excluded: [] },
  command: { types: ['geometry_msgs/Twist'], preferred: F1_TOPICS.command, excluded: [] },
  decision: {
    types: ['f1_brain/Decision', 'std_msgs/String'],
    preferred: `${DECISION_TOPIC}${DECISION_JSON_SUFFIX}`,
    excluded: [],
  },
  camera: {
    types: ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'],
    preferred: F1_TOPICS.camera,
    excluded: ['/first_image'],
  },
};

const MAX_LISTED = 20;
/** Characters of a topic that are listed. */
const MAX_NAME = 200;

/** A requested topic is missing from this bag or has the wrong type. */
export class RequestedTopicError extends ConfigurationError {}

/**
 * Chooses one topic of each kind: the requested one, else the one in the bag's metadata, else the default
 * of the F1 car, else the only one of its type.
 * @throws RequestedTopicError for a requested topic that is missing or has the wrong type; BagError without
 *   odometry, or with several odometry topics and none of them preferred
 */
export function chooseTopics(
  file: string,
  connections: readonly BagConnection[],
  requested: MeasuredTopics,
  recorded: MeasuredTopics,
  damage: readonly BagDamage[] = [],
): ChosenTopics {
  const chooser = new TopicChooser(file, connections, requested, recorded);
  const { found, others } = chooser.find('odometry');
  if (found === null && others.length > 0) {
    throw new BagError(
      `${file}: odometry on several topics: ${formatTopics(others)}; choose one with --odometry-topic ${others[0]}`,
    );
  }
  if (found === null) {
    throw new BagError(
      `${file}: has no odometry (nav_msgs/Odometry); its topics are ${formatTopics(listTopics(connections))}${formatDamage(damage)}`,
    );
  }
  return chooser.chooseAll();
}

/** As `chooseTopics`, for what needs no odometry: null for it, too, where the bag has none, or several.
 *  @throws RequestedTopicError */
export function findTopics(
  file: string,
  connections: readonly BagConnection[],
  requested: MeasuredTopics,
  recorded: MeasuredTopics,
): ChosenTopics {
  return new TopicChooser(file, connections, requested, recorded).chooseAll();
}

class TopicChooser {
  readonly #notes: MetricNote[] = [];

  constructor(
    private readonly file: string,
    private readonly connections: readonly BagConnection[],
    private readonly requested: MeasuredTopics,
    private readonly recorded: MeasuredTopics,
  ) {}

  chooseAll(): ChosenTopics {
    return {
      odometry: this.#choose('odometry'),
      clock: this.#choose('clock'),
      command: this.#choose('command'),
      decision: this.#choose('decision'),
      camera: this.#choose('camera'),
      notes: this.#notes,
    };
  }

  /** The topic of a kind, and the others that could be meant. @throws RequestedTopicError */
  find(kind: TopicKind): { readonly found: string | null; readonly others: readonly string[] } {
    const { types, preferred, excluded } = KINDS[kind];
    const wanted = this.requested[kind];
    if (wanted !== undefined) {
      return { found: checkRequested(this.file, this.connections, kind, wanted), others: [] };
    }
    const of = this.connections.filter(
      ({ topic, type }) => types.includes(type) && !excluded.includes(topic) && !isUnrelatedText(topic, type),
    );
    const topics = [...new Set(of.map(({ topic }) => topic))];
    const known = [this.recorded[kind], preferred].find((topic) => topic != null && topics.includes(topic));
    const found = known ?? (topics.length === 1 ? topics[0]! : null);
    return { found, others: topics.filter((topic) => topic !== found) };
  }

  #choose(kind: TopicKind): string | null {
    const { found, others } = this.find(kind);
    if (others.length > 0 && (kind === 'odometry' || found === null)) {
      const used = found === null ? 'none was used' : `${found} was used`;
      const reason = `${kind} on several topics: ${used}; the others are ${formatTopics(others)}`;
      this.#notes.push({ figure: null, reason });
    }
    return found;
  }
}

/** The first damage of a bag as a suffix for a message; empty for an intact bag. */
export function formatDamage([first]: readonly BagDamage[]): string {
  return first === undefined ? '' : ` (the bag is damaged: ${first.reason})`;
}

/** A std_msgs/String on a topic that is not a decision topic. */
function isUnrelatedText(topic: string, type: string): boolean {
  return type === 'std_msgs/String' && !topic.endsWith(`/decision${DECISION_JSON_SUFFIX}`);
}

function checkRequested(
  file: string,
  connections: readonly BagConnection[],
  kind: TopicKind,
  wanted: string,
): string {
  const { types } = KINDS[kind];
  const found = connections.filter(({ topic }) => topic === wanted);
  if (found.some(({ type }) => types.includes(type))) return wanted;
  const topics = listTopics(connections);
  const problem =
    found.length > 0
      ? `topic ${wanted} has type ${found[0]!.type}, expected ${types.join(' or ')}`
      : `has no topic ${wanted}${suggestion(wanted, topics)}; its topics are ${formatTopics(topics)}`;
  throw new RequestedTopicError(`${file}: ${problem} (--${kind}-topic)`);
}

export function listTopics(connections: readonly BagConnection[]): string[] {
  return [...new Set(connections.map(({ topic }) => topic))].sort();
}

/** Of many, the first ones. */
export function formatTopics(topics: readonly string[]): string {
  const more = topics.length > MAX_LISTED ? ` and ${topics.length - MAX_LISTED} more` : '';
  const shown = topics.slice(0, MAX_LISTED).map((topic) => topic.slice(0, MAX_NAME));
  return topics.length === 0 ? 'none' : shown.join(', ') + more;
}

import type { BagConnection, BagDamage } from '../../../bag/types';
import { BagError, ConfigurationError } from '../../../errors';
import { DECISION_JSON_SUFFIX } from '../../../messages/index';
import { suggestion } from '../../../support/nearest';
import type { MeasuredTopics } from '../measurement';
import type { MetricNote } from '../note';

export type TopicKind = keyof MeasuredTopics;

/** The topics that are measured; null where the bag has none of the kind, or several and no way to tell. */
export interface ChosenTopics extends Readonly<Record<TopicKind, string | null>> {
  readonly notes: readonly MetricNote[];
}

interface Kind {
  readonly types: readonly string[];
  readonly usual: string | null;
  /** Topics of the type that are something else. */
  readonly never: readonly string[];
}

const KINDS: Readonly<Record<TopicKind, Kind>> = {
  odometry: { types: ['nav_msgs/Odometry'], usual: '/F1ROS/odom', never: [] },
  clock: { types: ['rosgraph_msgs/Clock'], usual: '/clock', never: [] },
  command: { types: ['geometry_msgs/Twist'], usual: '/F1ROS/cmd_vel', never: [] },
  decision: {
    types: ['f1_brain/Decision', 'std_msgs/String'],
    usual: `/f1_brain/decision${DECISION_JSON_SUFFIX}`,
    never: [],
  },
  camera: {
    types: ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'],
    usual: '/F1ROS/cameraL/image_raw',
    never: ['/first_image'],
  },
};

const LISTED = 20;

/** A topic that was asked for is not in this bag, or of another type there. */
export class AskedTopicError extends ConfigurationError {}

/**
 * Picks one topic of each kind: the one asked for, else the one that the bag's metadata names, else the
 * usual one, else the only one of its type.
 * @throws AskedTopicError for a topic that was asked for and is not there or of another type, BagError
 *   where there is no odometry, or several and none is the usual one
 */
export function chooseTopics(
  file: string,
  connections: readonly BagConnection[],
  asked: MeasuredTopics,
  recorded: MeasuredTopics,
  damage: readonly BagDamage[] = [],
): ChosenTopics {
  const notes: MetricNote[] = [];
  const choose = (kind: TopicKind): string | null => {
    const { types, usual, never } = KINDS[kind];
    const wanted = asked[kind];
    if (wanted !== undefined) return checkAsked(file, connections, kind, wanted);
    const of = connections.filter(
      ({ topic, type }) => types.includes(type) && !never.includes(topic) && !isOtherText(topic, type),
    );
    const topics = [...new Set(of.map(({ topic }) => topic))];
    const known = [recorded[kind], usual].find((topic) => topic != null && topics.includes(topic));
    const found = known ?? (topics.length === 1 ? topics[0]! : null);
    const others = topics.filter((topic) => topic !== found);
    if (others.length === 0) return found;
    const rest = listed(others);
    if (kind === 'odometry' && found === null) {
      throw new BagError(
        `${file}: several robots: odometry on ${rest}; say which with --odometry-topic ${others[0]}`,
      );
    }
    if (kind === 'odometry' || found === null) {
      const what = found === null ? 'none was taken' : `${found} was measured`;
      notes.push({ figure: null, reason: `${kind} on several topics: ${what}, there is also ${rest}` });
    }
    return found;
  };
  const odometry = choose('odometry');
  if (odometry === null) {
    throw new BagError(
      `${file}: holds no odometry (nav_msgs/Odometry); its topics are ${listed(topicsOf(connections))}${damaged(damage)}`,
    );
  }
  return {
    odometry,
    clock: choose('clock'),
    command: choose('command'),
    decision: choose('decision'),
    camera: choose('camera'),
    notes,
  };
}

/** What may be why something is missing; nothing for a sound bag. */
export function damaged([first]: readonly BagDamage[]): string {
  return first === undefined ? '' : ` (the bag is damaged: ${first.reason})`;
}

/** A text that says nothing of being a decision. */
function isOtherText(topic: string, type: string): boolean {
  return type === 'std_msgs/String' && !topic.endsWith(`/decision${DECISION_JSON_SUFFIX}`);
}

function checkAsked(
  file: string,
  connections: readonly BagConnection[],
  kind: TopicKind,
  wanted: string,
): string {
  const { types } = KINDS[kind];
  const found = connections.filter(({ topic }) => topic === wanted);
  if (found.some(({ type }) => types.includes(type))) return wanted;
  const topics = topicsOf(connections);
  const complaint =
    found.length > 0
      ? `topic ${wanted} carries ${found[0]!.type}, not ${types.join(' or ')}`
      : `holds no topic ${wanted}${suggestion(wanted, topics)}; its topics are ${listed(topics)}`;
  throw new AskedTopicError(`${file}: ${complaint} (--${kind}-topic)`);
}

function topicsOf(connections: readonly BagConnection[]): string[] {
  return [...new Set(connections.map(({ topic }) => topic))].sort();
}

function listed(topics: readonly string[]): string {
  const more = topics.length > LISTED ? ` and ${topics.length - LISTED} more` : '';
  return topics.length === 0 ? 'none' : topics.slice(0, LISTED).join(', ') + more;
}

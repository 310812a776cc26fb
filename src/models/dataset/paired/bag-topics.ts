import { scanBag } from '../../../bag/scan-bag';
import { skimBag } from '../../../bag/skim-bag';
import type { BagConnection } from '../../../bag/types';
import { DECISION_TOPIC, F1_TOPICS } from '../../../config/topics';
import { BagError, ConfigurationError } from '../../../errors';
import { DECISION_JSON_SUFFIX } from '../../../messages/index';
import { suggestion } from '../../../support/nearest';

interface Kind {
  readonly what: string;
  readonly option: string;
  readonly types: readonly string[];
  /** Taken where they are there, the first first. */
  readonly usual: readonly string[];
  /** Topics of the type that are something else. */
  readonly never: readonly string[];
}

const CAMERA: Kind = {
  what: 'camera',
  option: '--camera-topic',
  types: ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'],
  usual: [F1_TOPICS.camera, `${F1_TOPICS.camera}/compressed`],
  never: ['/first_image'],
};
const COMMAND: Kind = {
  what: 'command',
  option: '--command-topic',
  types: ['geometry_msgs/Twist'],
  usual: [F1_TOPICS.command],
  never: [],
};

const DECISION: Kind = {
  what: 'decision',
  option: '--decision-topic',
  types: ['f1_brain/Decision', 'std_msgs/String'],
  usual: [`${DECISION_TOPIC}${DECISION_JSON_SUFFIX}`, DECISION_TOPIC],
  never: [],
};

const NO_MESSAGES = { connection: () => null };

export interface AskedBagTopics {
  readonly cameraTopic: string | null;
  readonly commandTopic: string | null;
  readonly decisionTopic: string | null;
}

export interface BagTopics {
  readonly cameraTopic: string;
  readonly commandTopic: string;
  /** null where the driver did not say what it decided on. */
  readonly decisionTopic: string | null;
}

/** The topics that are recorded: those asked for, else the usual ones, else the only ones of their type.
 *  @throws BagError where there is none or no way to tell, ConfigurationError for one that is not there */
export async function chooseBagTopics(file: string, asked: AskedBagTopics): Promise<BagTopics> {
  const skim = await skimBag(file, NO_MESSAGES);
  const { connections } = skim ?? (await scanBag(file, NO_MESSAGES));
  return {
    cameraTopic: choose(file, connections, CAMERA, asked.cameraTopic),
    commandTopic: choose(file, connections, COMMAND, asked.commandTopic),
    decisionTopic: decisionTopic(file, connections, asked.decisionTopic),
  };
}

function decisionTopic(
  file: string,
  connections: readonly BagConnection[],
  asked: string | null,
): string | null {
  if (asked !== null) return choose(file, connections, DECISION, asked);
  // A text may be anything.
  const decisions = connections.filter(({ topic, type }) =>
    type === 'std_msgs/String'
      ? topic.endsWith(`/decision${DECISION_JSON_SUFFIX}`)
      : DECISION.types.includes(type),
  );
  const topics = [...new Set(decisions.map(({ topic }) => topic))];
  return DECISION.usual.find((topic) => topics.includes(topic)) ?? (topics.length === 1 ? topics[0]! : null);
}

function choose(
  file: string,
  connections: readonly BagConnection[],
  { what, option, types, usual, never }: Kind,
  asked: string | null,
): string {
  const all = [...new Set(connections.map(({ topic }) => topic))].sort();
  const found = connections.filter(({ topic, type }) => types.includes(type) && !never.includes(topic));
  const topics = [...new Set(found.map(({ topic }) => topic))];
  if (asked !== null) {
    if (topics.includes(asked)) return asked;
    const other = connections.find(({ topic }) => topic === asked);
    throw new ConfigurationError(
      other
        ? `${file}: topic ${asked} carries ${other.type}, not ${types.join(' or ')} (${option})`
        : `${file}: holds no topic ${asked}${suggestion(asked, all)}; its topics are ${all.join(', ')} (${option})`,
    );
  }
  const known = usual.find((topic) => topics.includes(topic));
  if (known !== undefined) return known;
  if (topics.length === 1) return topics[0]!;
  throw new BagError(
    topics.length === 0
      ? `${file}: holds no ${what} (${types.join(', ')}); its topics are ${all.join(', ') || 'none'}`
      : `${file}: several topics could be the ${what}: ${topics.join(', ')}; say which with ${option}`,
  );
}

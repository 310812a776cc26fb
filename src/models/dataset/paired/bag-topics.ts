import { scanBag } from '../../../bag/scan-bag';
import { skimBag } from '../../../bag/skim-bag';
import type { BagConnection } from '../../../bag/types';
import type { CarPreset } from '../../../config/car-preset';
import { DECISION_TOPIC, F1_TOPICS } from '../../../config/topics';
import { BagError, ConfigurationError } from '../../../errors';
import { DECISION_JSON_SUFFIX } from '../../../messages/index';
import { suggestion } from '../../../support/nearest';

interface Kind {
  readonly what: string;
  readonly option: string;
  readonly types: readonly string[];
  /** Topics of the right type that carry something else. */
  readonly excluded: readonly string[];
}

const CAMERA: Kind = {
  what: 'camera',
  option: '--camera-topic',
  types: ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'],
  excluded: ['/first_image'],
};
const COMMAND: Kind = {
  what: 'command',
  option: '--command-topic',
  types: ['geometry_msgs/Twist'],
  excluded: [],
};

const DECISION: Kind = {
  what: 'decision',
  option: '--decision-topic',
  types: ['f1_brain/Decision', 'std_msgs/String'],
  excluded: [],
};

const DECISION_TOPICS = [`${DECISION_TOPIC}${DECISION_JSON_SUFFIX}`, DECISION_TOPIC];

const NO_MESSAGES = { connection: () => null };

export interface RequestedBagTopics {
  /** The bag must have its topics where the others are null; null for the F1 car's where it has them. */
  readonly car: CarPreset | null;
  readonly cameraTopic: string | null;
  readonly commandTopic: string | null;
  readonly decisionTopic: string | null;
}

export interface BagTopics {
  readonly cameraTopic: string;
  readonly commandTopic: string;
  /** Null if the driver did not publish its decisions. */
  readonly decisionTopic: string | null;
}

/** Chooses the topics to record: the requested ones, else those of the requested car, else the F1 car's, else the only
 *  ones of their type.
 *  @throws BagError without a topic or with several candidates; ConfigurationError for a missing topic */
export async function chooseBagTopics(file: string, requested: RequestedBagTopics): Promise<BagTopics> {
  const skim = await skimBag(file, NO_MESSAGES);
  const { car } = requested;
  const { camera, command } = car?.topics ?? F1_TOPICS;
  const { connections } = skim ?? (await scanBag(file, NO_MESSAGES));
  return {
    cameraTopic: choose(file, connections, {
      ...CAMERA,
      requested: requested.cameraTopic,
      preferred: [camera, `${camera}/compressed`],
      car,
    }),
    commandTopic: choose(file, connections, {
      ...COMMAND,
      requested: requested.commandTopic,
      preferred: [command],
      car,
    }),
    decisionTopic: chooseDecisionTopic(file, connections, requested.decisionTopic),
  };
}

function chooseDecisionTopic(
  file: string,
  connections: readonly BagConnection[],
  requested: string | null,
): string | null {
  if (requested !== null) {
    return choose(file, connections, { ...DECISION, requested, preferred: DECISION_TOPICS, car: null });
  }
  // std_msgs/String may carry anything.
  const decisions = connections.filter(({ topic, type }) =>
    type === 'std_msgs/String'
      ? topic.endsWith(`/decision${DECISION_JSON_SUFFIX}`)
      : DECISION.types.includes(type),
  );
  const topics = [...new Set(decisions.map(({ topic }) => topic))];
  return DECISION_TOPICS.find((topic) => topics.includes(topic)) ?? (topics.length === 1 ? topics[0]! : null);
}

interface Choice extends Kind {
  readonly requested: string | null;
  readonly preferred: readonly string[];
  /** Not null: no other topics than the preferred ones will do. */
  readonly car: CarPreset | null;
}

function choose(
  file: string,
  connections: readonly BagConnection[],
  { what, option, types, excluded, requested, preferred, car }: Choice,
): string {
  const all = [...new Set(connections.map(({ topic }) => topic))].sort();
  const found = connections.filter(({ topic, type }) => types.includes(type) && !excluded.includes(topic));
  const topics = [...new Set(found.map(({ topic }) => topic))];
  if (requested !== null) {
    if (topics.includes(requested)) return requested;
    const other = connections.find(({ topic }) => topic === requested);
    throw new ConfigurationError(
      other
        ? `${file}: topic ${requested} has type ${other.type}, expected ${types.join(' or ')} (${option})`
        : `${file}: has no topic ${requested}${suggestion(requested, all)}; its topics are ${all.join(', ')} (${option})`,
    );
  }
  const known = preferred.find((topic) => topics.includes(topic));
  if (known !== undefined) return known;
  if (car !== null) {
    throw new ConfigurationError(
      `${file}: has no ${what} topic ${preferred[0]} of the car ${car.name}; its topics are ${all.join(', ') || 'none'}: ` +
        `choose another car, leave --car out, or add ${option}`,
    );
  }
  if (topics.length === 1) return topics[0]!;
  throw new BagError(
    topics.length === 0
      ? `${file}: has no ${what} topic (${types.join(', ')}); its topics are ${all.join(', ') || 'none'}`
      : `${file}: several ${what} topics: ${topics.join(', ')}; choose one with ${option}`,
  );
}

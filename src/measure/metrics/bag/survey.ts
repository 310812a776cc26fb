import { scanBag } from '../../../bag/scan-bag';
import { skimBag } from '../../../bag/skim-bag';
import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from '../../../bag/types';
import { BagError } from '../../../errors';
import { decodeString } from '../../../messages/index';
import { type JsonMapping, parseMapping } from './lenient-json';

/** What has to be known of a bag before it can be measured. */
export interface BagSurvey {
  readonly connections: readonly BagConnection[];
  /** /metadata and /experiment_metrics; null where the bag has none, or none that can be read. */
  readonly metadata: JsonMapping | null;
  readonly experimentMetrics: JsonMapping | null;
  readonly damage: readonly BagDamage[];
  /** Those of the two topics whose text is no JSON object. */
  readonly unreadable: readonly string[];
}

export interface SurveyOptions {
  readonly signal?: AbortSignal;
}

const STRING = 'std_msgs/String';
/** std_msgs/String with JSON, as BehaviorMetrics has them. Of several messages the last one counts. */
export const METADATA_TOPIC = '/metadata';
export const METRICS_TOPIC = '/experiment_metrics';
const TOPICS: readonly string[] = [METADATA_TOPIC, METRICS_TOPIC];

/** Looks through a bag for its topics and for the texts at its end: by its index, else all of it.
 *  @throws BagError when the file is no bag, or an empty one */
export async function surveyBag(file: string, options: SurveyOptions = {}): Promise<BagSurvey> {
  const skimmed = new Texts();
  const skim = await skimBag(file, skimmed, options);
  if (skim !== null && skim.messages > 0) return surveyOf(skim.connections, skimmed, []);
  const texts = new Texts();
  const { connections, damage, messages } = await scanBag(file, texts, options);
  if (messages === 0) {
    const why = damage.length === 0 ? 'the bag is empty' : `no message can be read (${damage[0]!.reason})`;
    throw new BagError(`${file}: ${why}; record a drive with odometry into it`);
  }
  return surveyOf(connections, texts, damage);
}

function surveyOf(
  connections: readonly BagConnection[],
  texts: Texts,
  damage: readonly BagDamage[],
): BagSurvey {
  const [metadata, experimentMetrics] = TOPICS.map((topic) => texts.byTopic.get(topic) ?? null);
  return {
    connections,
    metadata: metadata!,
    experimentMetrics: experimentMetrics!,
    damage,
    unreadable: [...texts.unreadable],
  };
}

/** Keeps the texts of the topics that tell of the run; the last that can be read counts. */
class Texts implements BagVisitor {
  readonly byTopic = new Map<string, JsonMapping>();
  readonly unreadable = new Set<string>();

  connection({ topic, type }: BagConnection): MessageHandler | null {
    if (type !== STRING || !TOPICS.includes(topic)) return null;
    return (data) => {
      const found = parseMapping(decodeString(data));
      if (found === null) this.unreadable.add(topic);
      else this.byTopic.set(topic, found);
    };
  }
}

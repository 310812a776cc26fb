import { isEarlier, type RecordTime } from '../../../bag/record-time';
import { scanBag } from '../../../bag/scan-bag';
import { skimBag } from '../../../bag/skim-bag';
import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from '../../../bag/types';
import { BagError } from '../../../errors';
import { decodeString } from '../../../messages/index';
import { type JsonObject, parseJsonObject } from './lenient-json';

/** What must be known about a bag before it can be measured. */
export interface BagSurvey {
  readonly connections: readonly BagConnection[];
  /** Contents of /metadata and /experiment_metrics; null where missing or unreadable. */
  readonly metadata: JsonObject | null;
  readonly experimentMetrics: JsonObject | null;
  readonly damage: readonly BagDamage[];
  /** Those of the two topics whose text is not a JSON object. */
  readonly unreadable: readonly string[];
}

export interface SurveyOptions {
  readonly signal?: AbortSignal;
}

const STRING = 'std_msgs/String';
/** Topics of std_msgs/String with JSON, as in BehaviorMetrics. The last message counts. */
export const METADATA_TOPIC = '/metadata';
export const METRICS_TOPIC = '/experiment_metrics';
const TOPICS: readonly string[] = [METADATA_TOPIC, METRICS_TOPIC];

/** Reads the topics of a bag and its metadata texts, from the index if there is one, else by a full scan.
 *  @throws BagError when the file is not a bag, or an empty one */
export async function surveyBag(file: string, options: SurveyOptions = {}): Promise<BagSurvey> {
  const skimmed = new TextReader();
  const skim = await skimBag(file, skimmed, options);
  if (skim !== null && skim.messages > 0) return buildSurvey(skim.connections, skimmed, []);
  const texts = new TextReader();
  const { connections, damage, messages } = await scanBag(file, texts, options);
  if (messages === 0) {
    const why = damage.length === 0 ? 'the bag is empty' : `no message can be read (${damage[0]!.reason})`;
    throw new BagError(`${file}: ${why}; record a run with odometry`);
  }
  return buildSurvey(connections, texts, damage);
}

function buildSurvey(
  connections: readonly BagConnection[],
  texts: TextReader,
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

/** Collects the metadata texts; of a topic the readable message that was recorded last counts, wherever it is in the
 *  file. */
class TextReader implements BagVisitor {
  readonly byTopic = new Map<string, JsonObject>();
  readonly unreadable = new Set<string>();
  readonly #recorded = new Map<string, RecordTime>();

  connection({ topic, type }: BagConnection): MessageHandler | null {
    if (type !== STRING || !TOPICS.includes(topic)) return null;
    return (data, sec, nsec) => {
      const before = this.#recorded.get(topic);
      if (before !== undefined && isEarlier({ sec, nsec }, before)) return;
      const found = parseJsonObject(decodeString(data).data);
      if (found === null) {
        this.unreadable.add(topic);
        return;
      }
      this.byTopic.set(topic, found);
      this.#recorded.set(topic, { sec, nsec });
    };
  }
}

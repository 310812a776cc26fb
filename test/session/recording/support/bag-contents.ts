import { scanBag } from '../../../../src/bag/scan-bag';
import type { BagScan } from '../../../../src/bag/types';

export interface Recorded {
  readonly callerId: string | null;
  readonly type: string;
  readonly sec: number;
  readonly nsec: number;
  readonly data: Buffer;
}

/** Everything that a bag holds, by topic. */
export async function contentsOf(file: string): Promise<{ scan: BagScan; topics: Map<string, Recorded[]> }> {
  const topics = new Map<string, Recorded[]>();
  const scan = await scanBag(file, {
    connection: ({ topic, type, callerId }) => {
      const messages = topics.get(topic) ?? [];
      topics.set(topic, messages);
      return (data, sec, nsec) => messages.push({ callerId, type, sec, nsec, data: Buffer.from(data) });
    },
  });
  return { scan, topics };
}

/** The JSON of a topic of std_msgs/String; of several messages the last counts. */
export function jsonOf(topics: ReadonlyMap<string, Recorded[]>, topic: string): Record<string, unknown> {
  const message = topics.get(topic)?.at(-1);
  if (!message) throw new Error(`nothing was recorded under ${topic}`);
  return JSON.parse(message.data.toString('utf8', 4)) as Record<string, unknown>;
}

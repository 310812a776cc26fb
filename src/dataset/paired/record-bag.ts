import { decodeCompressedImage, decodeImage, decodeTwist } from '../../bag/messages';
import { scanBag } from '../../bag/scan-bag';
import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from '../../bag/types';
import { BagError } from '../../errors';
import type { DatasetWriter } from '../writer';
import { chooseBagTopics } from './bag-topics';
import { type PairedCounts, PairedRecording } from './paired-recording';

export interface BagPlan {
  readonly file: string;
  readonly cameraTopic: string | null;
  readonly commandTopic: string | null;
  readonly writer: DatasetWriter;
  /** Pictures after which it ends; null for all. */
  readonly frames: number | null;
  readonly signal: AbortSignal;
  readonly onProgress?: (share: number, counts: PairedCounts) => void;
}

export interface BagRecord {
  readonly counts: PairedCounts;
  readonly cameraTopic: string;
  readonly commandTopic: string;
  readonly damage: readonly BagDamage[];
}

const IMAGE = 'sensor_msgs/Image';
const COMPRESSED = 'sensor_msgs/CompressedImage';
const TWIST = 'geometry_msgs/Twist';

/** Makes a dataset of a bag's pictures and commands, paired by the times at which they were recorded.
 *  @throws BagError for what is no bag or holds none of either, ConfigurationError for a topic that is not there */
export async function recordBag(plan: BagPlan): Promise<BagRecord> {
  const { file, writer } = plan;
  const { cameraTopic, commandTopic } = await chooseBagTopics(file, plan);
  await writer.open();
  const recording = new PairedRecording(writer, { wanted: plan.frames, mayDrop: false });
  const enough = new AbortController();
  const visitor = new Listener(recording, cameraTopic, commandTopic);
  let damage: readonly BagDamage[] = [];
  try {
    const scan = await scanBag(file, visitor, {
      signal: AbortSignal.any([plan.signal, enough.signal]),
      onProgress: (share) => plan.onProgress?.(share, recording.counts),
      room: async () => {
        await recording.room();
        if (recording.isFull) enough.abort();
      },
    });
    damage = scan.damage;
  } catch (error) {
    if (!plan.signal.aborted && !enough.signal.aborted) throw error;
  } finally {
    await recording.finish();
  }
  const { counts } = recording;
  if (counts.written === 0 && !plan.signal.aborted) {
    const why =
      recording.rejection ?? `no command on ${commandTopic} within a second of a picture on ${cameraTopic}`;
    throw new BagError(`${file}: nothing could be recorded: ${why}`);
  }
  return { counts, cameraTopic, commandTopic, damage };
}

class Listener implements BagVisitor {
  constructor(
    private readonly recording: PairedRecording,
    private readonly cameraTopic: string,
    private readonly commandTopic: string,
  ) {}

  connection({ topic, type }: BagConnection): MessageHandler | null {
    const { recording } = this;
    if (topic === this.commandTopic && type === TWIST) {
      return (data, sec, nsec) => {
        const { v_mps, w_radps } = decodeTwist(data);
        recording.command(sec + nsec * 1e-9, { v_mps, w_radps });
      };
    }
    if (topic !== this.cameraTopic) return null;
    if (type === COMPRESSED) {
      return (data, sec, nsec) => {
        const { stamp, format, data: bytes } = decodeCompressedImage(data);
        recording.compressedImage(
          sec + nsec * 1e-9,
          { header: { stamp: rosTime(stamp) }, format, data: bytes },
          { sec, nsec },
        );
      };
    }
    if (type !== IMAGE) return null;
    return (data, sec, nsec) => {
      const { stamp, height, width, encoding, step, data: pixels } = decodeImage(data);
      recording.image(
        sec + nsec * 1e-9,
        { header: { stamp: rosTime(stamp) }, height, width, encoding, step, data: pixels },
        { sec, nsec },
      );
    };
  }
}

function rosTime({ sec, nsec }: { readonly sec: number; readonly nsec: number }) {
  return { secs: sec, nsecs: nsec };
}

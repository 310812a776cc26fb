import { scanBag } from '../../../bag/scan-bag';
import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from '../../../bag/types';
import { BagError } from '../../../errors';
import {
  type DecisionRecord,
  decodeCompressedImage,
  decodeImage,
  decodeTwist,
  readDecision,
  readDecisionJson,
} from '../../../messages/index';
import type { DatasetWriter } from '../writer';
import { type BagTopics, chooseBagTopics, type RequestedBagTopics } from './bag-topics';
import { type PairedCounts, PairedRecording } from './paired-recording';

export interface BagPlan extends RequestedBagTopics {
  readonly file: string;
  readonly writer: DatasetWriter;
  /** Number of images to record; null for all. */
  readonly frames: number | null;
  readonly signal: AbortSignal;
  readonly onProgress?: (share: number, counts: PairedCounts) => void;
}

export interface BagRecord extends BagTopics {
  readonly counts: PairedCounts;
  readonly damage: readonly BagDamage[];
}

const IMAGE = 'sensor_msgs/Image';
const COMPRESSED = 'sensor_msgs/CompressedImage';
const TWIST = 'geometry_msgs/Twist';
const DECISION = 'f1_brain/Decision';
const TEXT = 'std_msgs/String';

/** Records a dataset from the images and commands of a bag, paired by its decisions if it has any, as bags of
 *  f1-brain do, else by recording time.
 *  @throws BagError for a file that is not a bag or has no images or commands; ConfigurationError for a missing
 *   topic */
export async function recordBag(plan: BagPlan): Promise<BagRecord> {
  const { file, writer } = plan;
  const topics = await chooseBagTopics(file, plan);
  const { cameraTopic, commandTopic } = topics;
  await writer.open();
  const recording = new PairedRecording(writer, {
    wanted: plan.frames,
    mayDrop: false,
    driverDecides: topics.decisionTopic !== null,
  });
  const enough = new AbortController();
  const visitor = new BagListener(recording, topics);
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
      recording.rejection ??
      recording.labelProblem ??
      `no command on ${commandTopic} within a second of an image on ${cameraTopic}`;
    throw new BagError(`${file}: nothing could be recorded: ${why}`);
  }
  return { counts, ...topics, damage };
}

class BagListener implements BagVisitor {
  constructor(
    private readonly recording: PairedRecording,
    private readonly topics: BagTopics,
  ) {}

  connection({ topic, type }: BagConnection): MessageHandler | null {
    const { recording, topics } = this;
    if (topic === topics.decisionTopic && type === TEXT) {
      return (data, sec, nsec) => this.decision(readDecisionJson(data), sec, nsec);
    }
    if (topic === topics.decisionTopic && type === DECISION) {
      return (data, sec, nsec) => this.decision(readDecision(data), sec, nsec);
    }
    if (topic === topics.commandTopic && type === TWIST) {
      return (data, sec, nsec) => {
        const { linear, angular } = decodeTwist(data);
        recording.command(sec + nsec * 1e-9, { v_mps: linear.x, w_radps: angular.z });
      };
    }
    if (topic !== topics.cameraTopic) return null;
    if (type === COMPRESSED) {
      return (data, sec, nsec) => {
        recording.compressedImage(sec + nsec * 1e-9, decodeCompressedImage(data), { sec, nsec });
      };
    }
    if (type !== IMAGE) return null;
    return (data, sec, nsec) => {
      recording.image(sec + nsec * 1e-9, decodeImage(data), { sec, nsec });
    };
  }

  restart(): void {
    this.recording.restart();
  }

  /** An image shows what the brain answered, not what compensation made of it for a later pose. */
  private decision(decision: DecisionRecord, sec: number, nsec: number): void {
    const v_mps = decision.brain_v_mps ?? decision.v_mps;
    const w_radps = decision.brain_w_radps ?? decision.w_radps;
    if (v_mps === null || w_radps === null) return;
    this.recording.decision(sec + nsec * 1e-9, decision.frameStamp, { v_mps, w_radps });
  }
}

import { stampOf } from '../../../drive/frame/image-message';
import { WorldError } from '../../../errors';
import type { RosNode, RosSubscription } from '../../../ros/transport';
import { wallStamp } from '../../../support/wall-clock';
import type { DatasetWriter } from '../writer';
import { type PairedCounts, PairedRecording } from './paired-recording';

export interface TopicsPlan {
  readonly node: RosNode;
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage if the name ends in /compressed. */
  readonly cameraTopic: string;
  /** geometry_msgs/Twist. */
  readonly commandTopic: string;
  /** f1_brain/Decision: where a driver publishes it, every picture has exactly the command decided on it. */
  readonly decisionTopic: string;
  readonly writer: DatasetWriter;
  /** Pictures after which it ends; null for no end. */
  readonly frames: number | null;
  /** Wall time after which it ends, from the first picture on; null for no end. */
  readonly seconds: number | null;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: PairedCounts) => void;
}

const PROGRESS_MS = 100;

/**
 * Records the pictures of a camera with the commands of whoever drives, as they come over ROS, until enough were
 * taken or the signal ends it.
 * @throws WorldError where nothing could be recorded, that says which topic was silent
 */
export async function recordTopics(plan: TopicsPlan): Promise<PairedCounts> {
  const { node, cameraTopic, commandTopic, writer, signal } = plan;
  await writer.open();
  const recording = new PairedRecording(writer, { wanted: plan.frames, mayDrop: true, driverDecides: false });
  const { counts } = recording;
  const began_ms = performance.now();
  const end = new Ending(signal, plan.seconds);
  const malformed = {
    onMalformed: (reason: string) => {
      counts.pictures++;
      recording.reject(reason);
    },
  };
  const guarded = (take: (at_ms: number) => void) => {
    const at_ms = performance.now();
    if (counts.pictures === 0) end.restart();
    try {
      take(at_ms);
    } catch (error) {
      end.fail(error);
    }
  };
  const timer = setInterval(() => plan.onProgress?.(counts), PROGRESS_MS);
  const subscriptions: RosSubscription[] = [];
  try {
    subscriptions.push(
      cameraTopic.endsWith('/compressed')
        ? node.subscribe(
            cameraTopic,
            'sensor_msgs/CompressedImage',
            (image) => guarded((at_ms) => recording.compressedImage(at_ms / 1000, image, wallStamp(at_ms))),
            malformed,
          )
        : node.subscribe(
            cameraTopic,
            'sensor_msgs/Image',
            (image) => guarded((at_ms) => recording.image(at_ms / 1000, image, wallStamp(at_ms))),
            malformed,
          ),
      node.subscribe(commandTopic, 'geometry_msgs/Twist', ({ linear, angular }) => {
        recording.command(performance.now() / 1000, { v_mps: linear.x, w_radps: angular.z });
      }),
      node.subscribe(plan.decisionTopic, 'f1_brain/Decision', ({ frame_stamp, v_mps, w_radps }) => {
        recording.decision(performance.now() / 1000, stampOf(frame_stamp), { v_mps, w_radps });
      }),
    );
    await Promise.race([recording.full, end.reached]);
  } finally {
    clearInterval(timer);
    end.close();
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    await recording.finish();
  }
  if (counts.written === 0) {
    throw nothing(plan, recording, (performance.now() - began_ms) / 1000);
  }
  return counts;
}

/** When to stop: asked from outside, by time, or because it cannot go on. */
class Ending {
  readonly reached: Promise<void>;
  readonly #signal: AbortSignal;
  readonly #seconds: number | null;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal, seconds: number | null) {
    this.#signal = signal;
    this.#seconds = seconds;
    this.reached = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.reached.catch(() => {});
    signal.addEventListener('abort', this.#resolve, { once: true });
    if (signal.aborted) this.#resolve();
    this.restart();
  }

  /** The time begins anew. */
  restart(): void {
    clearTimeout(this.#timer);
    if (this.#seconds !== null) this.#timer = setTimeout(this.#resolve, 1000 * this.#seconds);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#resolve);
  }
}

function nothing(
  { cameraTopic, commandTopic }: TopicsPlan,
  recording: PairedRecording,
  after_s: number,
): Error {
  const { pictures, commands, rejected } = recording.counts;
  if (pictures === 0) {
    return new WorldError(
      `no picture came on ${cameraTopic} in ${after_s.toFixed(1)} s, so nothing was recorded: ` +
        'start the camera, or name its topic with --camera-topic',
    );
  }
  if (rejected === pictures) {
    return new WorldError(
      `none of ${pictures} pictures on ${cameraTopic} can be read: ${recording.rejection}`,
    );
  }
  if (recording.complaint !== null) {
    return new WorldError(
      `none of ${pictures} pictures on ${cameraTopic} has a command on ${commandTopic} that is a label: ` +
        recording.complaint,
    );
  }
  const why =
    commands === 0
      ? `no command on ${commandTopic}`
      : `${commands} commands on ${commandTopic} at other times`;
  return new WorldError(
    `${pictures} pictures came on ${cameraTopic} but ${why}, so nothing was recorded: ` +
      'let a brain drive, or name its topic with --command-topic',
  );
}

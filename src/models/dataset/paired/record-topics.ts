import { stampOf } from '../../../drive/frame/image-message';
import { WorldError } from '../../../errors';
import type { DecisionMessage } from '../../../messages/index';
import type { RosNode, RosSubscription } from '../../../ros/transport';
import { wallStamp } from '../../../support/wall-clock';
import type { Command } from '../../../types';
import type { DatasetWriter } from '../writer';
import { type PairedCounts, PairedRecording } from './paired-recording';

export interface TopicsPlan {
  readonly node: RosNode;
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage if the name ends in /compressed. */
  readonly cameraTopic: string;
  /** geometry_msgs/Twist. */
  readonly commandTopic: string;
  /** f1_brain/Decision: if a driver publishes it, every image is paired with the command decided on it. */
  readonly decisionTopic: string;
  readonly writer: DatasetWriter;
  /** Number of images to record; null for no limit. */
  readonly frames: number | null;
  /** Wall time to record from the first image on; null for no limit. */
  readonly seconds: number | null;
  /** Ends the recording. */
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: PairedCounts) => void;
}

const PROGRESS_MS = 100;

/**
 * Records the images of a camera with the commands of any driver over ROS, until the requested number is reached
 * or the signal ends it.
 * @throws WorldError if nothing could be recorded, with the silent topic
 */
export async function recordTopics(plan: TopicsPlan): Promise<PairedCounts> {
  const { node, cameraTopic, commandTopic, writer, signal } = plan;
  await writer.open();
  const recording = new PairedRecording(writer, { wanted: plan.frames, mayDrop: true, driverDecides: false });
  const { counts } = recording;
  const began_ms = performance.now();
  const end = new EndCondition(signal, plan.seconds);
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
      node.subscribe(plan.decisionTopic, 'f1_brain/Decision', (decision) => {
        recording.decision(performance.now() / 1000, stampOf(decision.frame_stamp), answerOf(decision));
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
    throw explainEmpty(plan, recording, (performance.now() - began_ms) / 1000);
  }
  return counts;
}

/** What the brain answered to an image, before compensation. */
function answerOf({ brain_v_mps, brain_w_radps, v_mps, w_radps }: DecisionMessage): Command {
  if (Number.isNaN(brain_v_mps) || Number.isNaN(brain_w_radps)) return { v_mps, w_radps };
  return { v_mps: brain_v_mps, w_radps: brain_w_radps };
}

/** Ends a recording: by signal, by time, or after an error. */
class EndCondition {
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

  /** Restarts the time limit. */
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

function explainEmpty(
  { cameraTopic, commandTopic }: TopicsPlan,
  recording: PairedRecording,
  after_s: number,
): Error {
  const { pictures: images, commands, rejected } = recording.counts;
  if (images === 0) {
    return new WorldError(
      `no image arrived on ${cameraTopic} within ${after_s.toFixed(1)} s, so nothing was recorded; ` +
        'start the camera, or set its topic with --camera-topic',
    );
  }
  if (rejected === images) {
    return new WorldError(`none of ${images} images on ${cameraTopic} can be read: ${recording.rejection}`);
  }
  if (recording.labelProblem !== null) {
    return new WorldError(
      `none of ${images} images on ${cameraTopic} has a command on ${commandTopic} that is a valid label: ` +
        recording.labelProblem,
    );
  }
  const why =
    commands === 0
      ? `no command on ${commandTopic}`
      : `${commands} commands on ${commandTopic} at other times`;
  return new WorldError(
    `${images} images arrived on ${cameraTopic} but ${why}, so nothing was recorded; ` +
      'let a brain drive, or set its topic with --command-topic',
  );
}

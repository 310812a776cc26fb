import { CompressedDecoder } from '../../drive/frame/compressed-image';
import { type Arrival, frameOfImage } from '../../drive/frame/image-message';
import { messageOf } from '../../errors';
import type { ImageMessage } from '../../messages/index';
import type { PublisherListener, RosNode, RosSubscription, SubscribeOptions } from '../../ros/transport';
import type { Frame } from '../../types';
import { CameraInfo } from './camera-info';
import type { MessageFeed } from './message-feed';

export interface CameraOptions {
  readonly node: RosNode;
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage if the name ends in /compressed. */
  readonly topic: string;
  readonly feed: MessageFeed;
  /** A message came, readable or not. */
  readonly onMessage: (arrival_ms: number) => void;
  /** A frame was read. @returns a promise while its pixels are needed */
  readonly onFrame: (frame: Frame) => void | Promise<void>;
  /** A message cannot be read: why, in one line. */
  readonly onRejected: (reason: string) => void;
  /** A compressed frame was superseded before it was decoded. */
  readonly onSuperseded: () => void;
  readonly onPublisher: PublisherListener;
}

/** Reads frames from the topic of a camera. */
export class Camera {
  readonly #options: CameraOptions;
  readonly #info = new CameraInfo();
  #received = 0;

  constructor(options: CameraOptions) {
    this.#options = options;
  }

  /** Messages that came, readable or not. */
  get received(): number {
    return this.#received;
  }

  /** Images, and camera_info beside them. */
  subscribe(): RosSubscription[] {
    const { node, topic } = this.#options;
    return [this.#subscribeToImages(), this.#info.subscribe(node, topic)];
  }

  #subscribeToImages(): RosSubscription {
    const { topic, onRejected, onPublisher } = this.#options;
    const options: SubscribeOptions = { lossIsReported: true, onMalformed: onRejected, onPublisher };
    return topic.endsWith('/compressed') ? this.#subscribeCompressed(options) : this.#subscribeRaw(options);
  }

  #subscribeRaw(options: SubscribeOptions): RosSubscription {
    const { node, topic, feed } = this.#options;
    const type = 'sensor_msgs/Image';
    return node.subscribe(
      topic,
      type,
      (image, data, callerId) => {
        const arrival = this.#arrival();
        const answered = this.#frame(image, arrival);
        return feed.showImage({ topic, type, data, callerId, at_ms: arrival.arrival_ms }, answered);
      },
      options,
    );
  }

  #subscribeCompressed(options: SubscribeOptions): RosSubscription {
    const { node, topic, feed, onFrame, onRejected, onSuperseded } = this.#options;
    const type = 'sensor_msgs/CompressedImage';
    const decoder = new CompressedDecoder(
      (frame) => void onFrame(this.#info.complete(frame)),
      onRejected,
      onSuperseded,
    );
    return node.subscribe(
      topic,
      type,
      (image, data, callerId) => {
        const arrival = this.#arrival();
        const decoded = decoder.push(image, arrival);
        return feed.showImage({ topic, type, data, callerId, at_ms: arrival.arrival_ms }, decoded);
      },
      options,
    );
  }

  #arrival(): Arrival {
    this.#received += 1;
    const arrival_ms = performance.now();
    this.#options.onMessage(arrival_ms);
    return { sequence: this.#received, arrival_ms };
  }

  #frame(image: ImageMessage, arrival: Arrival): void | Promise<void> {
    let frame: Frame;
    try {
      frame = frameOfImage(image, arrival);
    } catch (error) {
      this.#options.onRejected(messageOf(error));
      return;
    }
    return this.#options.onFrame(this.#info.complete(frame));
  }
}

import { messageOf } from '../errors';
import type { MessageCodec } from '../messages/index';
import { LineLimit } from './line-limit';
import type { RosLogger } from './logger';
import type { MessageListener, SubscribeOptions } from './transport';

export interface ReceiverOptions<T> extends Pick<SubscribeOptions, 'onMalformed'> {
  readonly topic: string;
  readonly codec: MessageCodec<T>;
  readonly logger: RosLogger;
  readonly listener: MessageListener<T>;
}

/** Decodes the messages of a topic and passes them to the listener. Errors are counted and logged, not thrown. */
export class Receiver<T> {
  readonly #options: ReceiverOptions<T>;
  #received = 0;
  #malformed = 0;
  #mismatched = 0;
  readonly #lines = new LineLimit();

  constructor(options: ReceiverOptions<T>) {
    this.#options = options;
  }

  /** Messages handed to the listener. */
  get received(): number {
    return this.#received;
  }

  /** Messages whose bytes do not make a message of the type. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Publishers that send another type. */
  get mismatched(): number {
    return this.#mismatched;
  }

  /** @returns a promise while the listener still reads the bytes */
  receive(bytes: Buffer, callerId: string | null): void | Promise<void> {
    const { codec, listener, logger, topic } = this.#options;
    let message: T;
    try {
      message = codec.decode(bytes);
    } catch (error) {
      this.#refuse(bytes, error);
      return;
    }
    this.#received += 1;
    const fail = (error: unknown) => logger.error(`topic ${topic}: its listener failed: ${messageOf(error)}`);
    try {
      const pending = listener(message, bytes, callerId);
      return pending ? pending.catch(fail) : undefined;
    } catch (error) {
      fail(error);
    }
  }

  /** A publisher sends another type: nothing is read from it. */
  mismatch(publisherUri: string, theirType: string, theirMd5: string): void {
    const { codec, logger, topic } = this.#options;
    this.#mismatched += 1;
    if (!this.#lines.allows()) return;
    const same = theirType === codec.type ? ` with other fields (md5 ${theirMd5}, here ${codec.md5sum})` : '';
    logger.error(
      `topic ${topic} is ${theirType}${same}, but ${codec.type} is needed here: ` +
        `nothing is read from ${publisherUri}; remap the topic or fix its publisher`,
    );
  }

  #refuse(bytes: Buffer, error: unknown): void {
    const { codec, logger, onMalformed, topic } = this.#options;
    this.#malformed += 1;
    const reason = `topic ${topic}: a message of ${bytes.length} bytes is not a valid ${codec.type}: ${messageOf(error)}`;
    if (onMalformed) onMalformed(reason);
    // One line is enough: such a publisher sends many.
    else if (this.#malformed === 1) logger.error(reason);
  }
}

/** The part of a subscription that every transport shares: the topic, and the counts of its receiver. */
export abstract class ReceivingSubscription<T> {
  readonly topic: string;
  protected readonly receiver: Receiver<T>;

  constructor(options: ReceiverOptions<T>) {
    this.topic = options.topic;
    this.receiver = new Receiver(options);
  }

  get received(): number {
    return this.receiver.received;
  }

  get malformed(): number {
    return this.receiver.malformed;
  }

  get mismatched(): number {
    return this.receiver.mismatched;
  }
}

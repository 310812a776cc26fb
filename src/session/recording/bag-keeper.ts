import type { BagWriter } from '../../bag/bag-writer';
import { messageOf } from '../../errors';
import { METADATA_TOPIC } from '../../measure/metrics/bag/survey';
import {
  DECISION_JSON_SUFFIX,
  encodeDecisionJson,
  encodeString,
  messageType,
  readDecision,
} from '../../messages/index';
import type { Stamp } from '../../types';
import type { BagTally, Channel, ChannelUse } from './channels';
import { DECISION_HEADER, type DecisionRow, decisionLines, decisionRow } from './decision-table';
import { compressedImage, rawImage } from './image-messages';

/** Suffix of the topic and type of what is not recorded as it came. */
const RECORDED_AS: Partial<Record<ChannelUse, readonly [suffix: string, type: string]>> = {
  jpeg: ['/compressed', 'sensor_msgs/CompressedImage'],
  decision: [DECISION_JSON_SUFFIX, 'std_msgs/String'],
};

/** Appends text to a file. */
export interface TextSink {
  /** Its name in log messages. */
  readonly name: string;
  write(text: string): void;
}

/** What a bag keeper writes into, and for which node. */
export interface BagKeeperOptions {
  readonly writer: BagWriter;
  readonly table: TextSink | null;
  /** Publisher of the closing messages. */
  readonly callerId: string | null;
  /** What the bag says of the run before its first message; null for nothing. */
  readonly metadata: object | null;
}

/**
 * Writes messages to a bag and decisions to a table, and adds the messages that close a bag. Independent of threads and
 * clocks. Errors of its writer go to the caller; a table that cannot be written is given up, and the bag goes on.
 */
export class BagKeeper implements BagTally {
  readonly #writer: BagWriter;
  #table: TextSink | null;
  readonly #callerId: string | null;
  readonly #channels = new Map<number, { channel: Channel; connection: number }>();
  readonly #rows: DecisionRow[] = [];
  #header = DECISION_HEADER;
  /** What could not be saved, one line each. */
  readonly unsaved: string[] = [];
  #metadata: object | null;
  #firstImage: { type: string; data: Buffer } | null = null;
  #last: Stamp = { sec: 0, nsec: 1 };

  constructor({ writer, table, callerId, metadata }: BagKeeperOptions) {
    this.#metadata = metadata;
    this.#writer = writer;
    this.#table = table;
    this.#callerId = callerId;
  }

  get messages(): number {
    return this.#writer.messages;
  }

  get bytes(): number {
    return this.#writer.bytes;
  }

  open(channel: Channel): void {
    this.#channels.set(channel.number, { channel, connection: this.#connect(channel) });
  }

  /** @param data a view that holds until the call returns or its promise has settled */
  take(number: number, sec: number, nsec: number, data: Buffer): void | Promise<void> {
    const found = this.#channels.get(number);
    if (!found) throw new Error(`channel ${number} of the recording was never opened`);
    const { channel, connection } = found;
    if (isImage(channel.type)) this.#firstImage ??= { type: channel.type, data: Buffer.from(data) };
    switch (channel.use) {
      case 'first_image':
        return;
      case 'jpeg':
        return this.#takeJpeg(channel, connection, sec, nsec, Buffer.from(data));
      case 'decision': {
        const decision = readDecision(data);
        if (this.#table) this.#rows.push(decisionRow(decision, { sec, nsec }));
        return this.#write(connection, sec, nsec, encodeDecisionJson(decision));
      }
      case 'message':
        return this.#write(connection, sec, nsec, data);
    }
  }

  /** Writes what was taken to the disk, where it survives the end of the process. */
  flush(): void {
    this.#writer.flush();
    this.#flushTable();
  }

  /** The same, with an index: the bag can be read now, and more may follow. */
  index(): void {
    this.#writer.index();
    this.#flushTable();
  }

  /** Adds a std_msgs/String with JSON. */
  text(topic: string, content: unknown): void {
    const data = encodeString({ data: JSON.stringify(content) });
    this.#close(topic, 'std_msgs/String', data);
  }

  /** The first image, where it did not come through `take`. */
  setFirstImage(type: string, data: Buffer): void {
    this.#firstImage = { type, data };
  }

  /** Adds the first image, if there was one.
   *  @throws FrameError when it is not an image */
  async firstImage(topic: string): Promise<void> {
    if (!this.#firstImage) return;
    const { type, data } = this.#firstImage;
    this.#close(topic, 'sensor_msgs/Image', await rawImage(type, data));
  }

  /** Writes the index and closes the file, after a RecordingFullError only the latter. */
  finish(): void {
    this.#flushTable();
    this.#writer.finish();
  }

  #flushTable(): void {
    const rows = this.#rows.splice(0);
    if (rows.length === 0 && this.#header === '') return;
    const text = this.#header + (this.#table ? decisionLines(rows) : '');
    this.#header = '';
    try {
      this.#table?.write(text);
    } catch (error) {
      this.unsaved.push(`${this.#table?.name}: decisions are missing in it: ${messageOf(error)}`);
      this.#table = null;
    }
  }

  async #takeJpeg(
    channel: Channel,
    connection: number,
    sec: number,
    nsec: number,
    data: Buffer,
  ): Promise<void> {
    let image: Buffer;
    try {
      image = await compressedImage(data);
    } catch {
      // Depth images and others that the encoder rejects are recorded as they came, on their own topic.
      const raw: Channel = { ...channel, use: 'message' };
      this.open(raw);
      return this.take(channel.number, sec, nsec, data);
    }
    this.#write(connection, sec, nsec, image);
  }

  /** Closing messages have the time of the last message, so that they do not lengthen the recorded drive. */
  #close(topic: string, type: string, data: Buffer): void {
    const connection = this.#connect({ use: 'message', topic, type, callerId: this.#callerId });
    this.#write(connection, this.#last.sec, this.#last.nsec, data);
  }

  #write(connection: number, sec: number, nsec: number, data: Buffer): void {
    if (this.#metadata) {
      const metadata = this.#metadata;
      this.#metadata = null;
      this.#last = { sec, nsec };
      this.text(METADATA_TOPIC, metadata);
    }
    this.#writer.message(connection, sec, nsec, data);
    if (sec > this.#last.sec || (sec === this.#last.sec && nsec > this.#last.nsec))
      this.#last = { sec, nsec };
  }

  #connect({ use, topic, type, callerId }: Omit<Channel, 'number'>): number {
    if (use === 'first_image') return -1;
    const [suffix, recordedType] = RECORDED_AS[use] ?? ['', type];
    return this.#writer.addConnection({
      topic: `${topic}${suffix}`,
      ...messageType(recordedType),
      callerId,
      latching: false,
    });
  }
}

function isImage(type: string): boolean {
  return type === 'sensor_msgs/Image' || type === 'sensor_msgs/CompressedImage';
}

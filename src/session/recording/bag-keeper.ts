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
import { DECISION_HEADER, decisionRow } from './decision-table';
import { compressedImage, rawImage } from './picture';

/** What stands after a topic's name, and of which type it is, where it is not recorded as it came. */
const RECORDED_AS: Partial<Record<ChannelUse, readonly [suffix: string, type: string]>> = {
  jpeg: ['/compressed', 'sensor_msgs/CompressedImage'],
  decision: [DECISION_JSON_SUFFIX, 'std_msgs/String'],
};

/** Takes text to the end of a file. */
export interface TextSink {
  /** What it is called in messages. */
  readonly name: string;
  write(text: string): void;
}

/** As which node the closing messages of a bag are written. */
export interface BagKeeperOptions {
  readonly writer: BagWriter;
  readonly table: TextSink | null;
  /** Node whose name the closing messages bear. */
  readonly callerId: string | null;
  /** What the bag says of the run before its first message; null for nothing. */
  readonly metadata: object | null;
}

/**
 * Puts messages into a bag and decisions into a table, and knows what closes a bag. Knows no thread and no
 * clock. Whatever its writer throws goes to the caller; a table that cannot be written is given up alone.
 */
export class BagKeeper implements BagTally {
  readonly #writer: BagWriter;
  #table: TextSink | null;
  readonly #callerId: string | null;
  readonly #channels = new Map<number, { channel: Channel; connection: number }>();
  readonly #rows: string[] = [DECISION_HEADER];
  /** What could not be kept, one line each. */
  readonly unsaved: string[] = [];
  #metadata: object | null;
  #firstPicture: { type: string; data: Buffer } | null = null;
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
    if (isPicture(channel.type)) this.#firstPicture ??= { type: channel.type, data: Buffer.from(data) };
    switch (channel.use) {
      case 'first_picture':
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

  /** What was taken is on the disk afterwards, and survives the end of the process. */
  flush(): void {
    this.#writer.flush();
    this.#flushTable();
  }

  /** The same, and the bag is whole for whoever reads it now; more may follow. */
  index(): void {
    this.#writer.index();
    this.#flushTable();
  }

  /** Adds a std_msgs/String with JSON. */
  text(topic: string, content: unknown): void {
    const data = encodeString({ data: JSON.stringify(content) });
    this.#close(topic, 'std_msgs/String', data);
  }

  /** The first picture came another way than by `take`. */
  showFirst(type: string, data: Buffer): void {
    this.#firstPicture = { type, data };
  }

  /** Adds the first picture that came, if one did.
   *  @throws FrameError when it is none */
  async firstPicture(topic: string): Promise<void> {
    if (!this.#firstPicture) return;
    const { type, data } = this.#firstPicture;
    this.#close(topic, 'sensor_msgs/Image', await rawImage(type, data));
  }

  /** Writes the index and closes the file, after a RecordingFullError only the latter. */
  finish(): void {
    this.#flushTable();
    this.#writer.finish();
  }

  #flushTable(): void {
    const rows = this.#rows.splice(0);
    if (rows.length === 0) return;
    try {
      this.#table?.write(rows.join(''));
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
    let picture: Buffer;
    try {
      picture = await compressedImage(data);
    } catch {
      // Depth and the like, or whatever the encoder does not take: as it came, under its own name.
      const raw: Channel = { ...channel, use: 'message' };
      this.open(raw);
      return this.take(channel.number, sec, nsec, data);
    }
    this.#write(connection, sec, nsec, picture);
  }

  /** Closing messages bear the time of the last one, so that they neither lengthen nor date the drive. */
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
    if (use === 'first_picture') return -1;
    const [suffix, recordedType] = RECORDED_AS[use] ?? ['', type];
    return this.#writer.addConnection({
      topic: `${topic}${suffix}`,
      ...messageType(recordedType),
      callerId,
      latching: false,
    });
  }
}

function isPicture(type: string): boolean {
  return type === 'sensor_msgs/Image' || type === 'sensor_msgs/CompressedImage';
}

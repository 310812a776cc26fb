import type { IWritable, McapWriter } from '@mcap/core' with { 'resolution-mode': 'import' };
import { BagError } from '../../errors';
import { type ScanOptions, scanBag } from '../scan-bag';
import type { BagConnection, BagScan, BagVisitor, MessageHandler } from '../types';
import { chunkCompressor, type McapCompression } from './compress-chunk';

export interface ConvertBagOptions extends Pick<ScanOptions, 'signal' | 'onProgress'> {
  /** Default zstd. */
  readonly compression?: McapCompression;
  /** Name and version of the program, for the header of the file. */
  readonly library: string;
}

export interface BagConversion extends BagScan {
  /** Messages that were written. */
  readonly written: number;
}

/** Channels have numbers of 16 bits. */
const MOST_CHANNELS = 65_535;

/** A message that waits until the writer has time. */
interface WaitingMessage {
  readonly channel: Channel;
  readonly time_ns: bigint;
  /** A copy. */
  readonly data: Buffer;
}

interface Channel {
  readonly connection: BagConnection;
  /** Null until it was registered. */
  id: number | null;
  messages: number;
}

/**
 * Writes every message of a bag into an MCAP file of the profile ros1, in the order of `scanBag`: bytes, times and message
 * definitions as they are, a channel for each connection with its `md5sum`, `callerid` and `latching`. Of a damaged bag,
 * what can be read. Memory does not grow with the bag, but for the index (some 200 bytes for a megabyte).
 * @param target awaited: nothing is read on while it writes
 * @throws BagError as `scanBag`, and for a bag of more publishers than MCAP can number; whatever `target` throws
 */
export async function convertBag(
  bag: string,
  target: IWritable,
  { compression = 'zstd', library, ...options }: ConvertBagOptions,
): Promise<BagConversion> {
  const { McapWriter } = await import('@mcap/core');
  const compressChunk = await chunkCompressor(compression);
  const writer = new McapWriter({ writable: target, ...(compressChunk && { compressChunk }) });
  const converter = new Converter(bag, writer, library);
  const scan = await scanBag(bag, converter, { ...options, room: () => converter.write() });
  await converter.finish();
  return { ...scan, written: converter.written };
}

/** Passes the messages that a scan finds to a writer. */
export class Converter implements BagVisitor {
  readonly #bag: string;
  readonly #writer: McapWriter;
  readonly #channels: Channel[] = [];
  readonly #schemas = new Map<string, number>();
  #waiting: WaitingMessage[] = [];
  readonly #library: string;
  #started = false;
  written = 0;

  /** @param bag for errors
   *  @param library as `ConvertBagOptions.library` */
  constructor(bag: string, writer: McapWriter, library: string) {
    this.#bag = bag;
    this.#writer = writer;
    this.#library = library;
  }

  /** @throws BagError for one too many */
  connection(connection: BagConnection): MessageHandler {
    if (this.#channels.length === MOST_CHANNELS) {
      throw new BagError(`${this.#bag}: has more than ${MOST_CHANNELS} publishers, which MCAP cannot number`);
    }
    const channel: Channel = { connection, id: null, messages: 0 };
    this.#channels.push(channel);
    return (data, sec, nsec) => {
      const time_ns = BigInt(sec) * 1_000_000_000n + BigInt(nsec);
      this.#waiting.push({ channel, time_ns, data: Buffer.from(data) });
    };
  }

  /** Writes what waits; one call at a time, as the writer demands. */
  async write(): Promise<void> {
    const messages = this.#waiting;
    if (messages.length === 0) return;
    this.#waiting = [];
    await this.#start();
    for (const { channel, time_ns, data } of messages) {
      const channelId = channel.id ?? (await this.#register(channel));
      const sequence = channel.messages++;
      await this.#writer.addMessage({ channelId, sequence, logTime: time_ns, publishTime: time_ns, data });
      this.written += 1;
    }
  }

  async finish(): Promise<void> {
    await this.write();
    await this.#start();
    // Those without messages are in the index alone.
    for (const channel of this.#channels) if (channel.id === null) await this.#register(channel);
    await this.#writer.end();
  }

  /** With the first message: of a file that is no bag, nothing is written. */
  async #start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#writer.start({ profile: 'ros1', library: this.#library });
  }

  async #register(channel: Channel): Promise<number> {
    const { topic, type, md5sum, definition, callerId, latching } = channel.connection;
    const key = `${type}\n${definition}`;
    const schemaId =
      this.#schemas.get(key) ??
      (await this.#writer.registerSchema({ name: type, encoding: 'ros1msg', data: Buffer.from(definition) }));
    this.#schemas.set(key, schemaId);
    const metadata = new Map([['md5sum', md5sum]]);
    if (callerId !== null) metadata.set('callerid', callerId);
    if (latching) metadata.set('latching', '1');
    channel.id = await this.#writer.registerChannel({ topic, schemaId, messageEncoding: 'ros1', metadata });
    return channel.id;
  }
}

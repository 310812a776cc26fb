import { escapeControls, messageOf } from '../errors';
import { WireError } from '../messages/wire-error';
import type { RecordHeader } from './record-header';
import { fieldsOf } from './record-header';
import type { RecordSink } from './record-sink';
import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from './types';

const CLOCK = 'rosgraph_msgs/Clock';
const MOST_DAMAGE = 100;

/** Takes a message, as `RecordSink.deliver` does. */
export type MessageCollector = RecordSink['deliver'];

/** When and by whom a message was recorded. */
export type MessageTime = Pick<RecordHeader, 'conn' | 'sec' | 'nsec'>;

/** What a scan has found so far, and the handlers of its messages. */
export class ScanState implements RecordSink {
  chunks = 0;
  messages = 0;
  readonly connections: BagConnection[] = [];
  readonly compressions = new Set<string>();
  readonly damage: BagDamage[] = [];
  readonly #handlers = new Map<number, MessageHandler | null>();
  readonly #topics = new Map<number, string>();
  readonly #clocks = new Set<number>();
  /** Connections of messages that have no connection record. */
  readonly #unknown = new Set<number>();
  /** Takes the messages that are wanted instead of their handlers; null for none. */
  collector: MessageCollector | null = null;

  constructor(private readonly visitor: BagVisitor) {}

  damaged(at_byte: number, reason: string): void {
    if (this.damage.length < MOST_DAMAGE) this.damage.push({ at_byte, reason });
  }

  /** @param data of a connection record: more fields. @returns false for an invalid record */
  connect(header: RecordHeader, data: Buffer): boolean {
    if (header.conn < 0) return false;
    if (this.#handlers.has(header.conn)) return true;
    const connection = connectionOf(header.text('topic'), data);
    if (connection === null) return false;
    this.connections.push(connection);
    this.#topics.set(header.conn, connection.topic);
    if (connection.type === CLOCK) this.#clocks.add(header.conn);
    this.#handlers.set(header.conn, this.visitor.connection(connection, header.conn));
    return true;
  }

  /** Counts a message. @returns whether a handler wants its data */
  wants(header: RecordHeader, at_byte: number): boolean {
    const { conn } = header;
    if (conn < 0 || header.nsec < 0 || header.nsec >= 1e9) {
      this.damaged(at_byte, conn < 0 ? 'a message without a connection' : 'a message with an invalid time');
      return false;
    }
    this.messages++;
    const handler = this.#handlers.get(conn);
    if (handler === undefined && !this.#unknown.has(conn)) {
      this.#unknown.add(conn);
      this.damaged(at_byte, `messages of connection ${conn}, which has no connection record`);
    }
    return handler != null;
  }

  isWanted(connection: number): boolean {
    return this.#handlers.get(connection) != null;
  }

  /** Whether a connection is known and none of its messages is wanted. */
  isUnwanted(connection: number): boolean {
    return this.#handlers.get(connection) === null;
  }

  topicOf(connection: number): string {
    return this.#topics.get(connection) ?? '';
  }

  /** Whether a connection publishes simulated time. */
  isClock(connection: number): boolean {
    return this.#clocks.has(connection);
  }

  deliver(header: RecordHeader, data: Buffer, at_byte: number, location: number): void {
    if (this.collector !== null) this.collector(header, data, at_byte, location);
    else this.handle(header, data, at_byte);
  }

  /** Passes a message to its handler. */
  handle({ conn, sec, nsec }: MessageTime, data: Buffer, at_byte: number): void {
    try {
      this.#handlers.get(conn)?.(data, sec, nsec, at_byte);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.damaged(at_byte, `a message cannot be read (${messageOf(error)})`);
    }
  }

  /** Tells the visitor that time starts again. */
  restart(): void {
    this.visitor.restart?.();
  }
}

function connectionOf(recordTopic: string | null, data: Buffer): BagConnection | null {
  const fields = fieldsOf(data, 0, data.length);
  const text = (name: string) => fields?.get(name)?.toString('utf8') ?? null;
  const topic = recordTopic ?? text('topic');
  const type = text('type');
  const md5sum = text('md5sum');
  if (topic === null || type === null || md5sum === null) return null;
  const callerId = text('callerid');
  // Names reach terminals, pages and charts.
  return {
    topic: escapeControls(topic),
    type: escapeControls(type),
    md5sum: escapeControls(md5sum),
    definition: text('message_definition') ?? '',
    callerId: callerId === null ? null : escapeControls(callerId),
    latching: text('latching') === '1',
  };
}

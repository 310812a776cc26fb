import { connect, type Socket } from 'node:net';
import { messageOf } from '../../errors';
import { foreignText } from '../foreign-text';
import { callRos, RosApiError } from '../master/xmlrpc';
import { LONGEST_HEADER_bytes } from './tcpros-server';
import { decodeHeader, encodeHeader, LONGEST_MESSAGE_bytes, MessageAssembler } from './wire';

export interface LinkOptions {
  readonly nodeName: string;
  readonly topic: string;
  readonly md5: string;
  /** Slave API of the publisher. */
  readonly publisherUri: string;
  /** After this long without a message the publisher is asked whether it still lives, milliseconds. */
  readonly silence_ms: number;
  /** @param callerId the publisher's name, null when it did not give it */
  onMessage(message: Buffer, callerId: string | null): void | Promise<void>;
  /** The publisher sends another type: reported once for each connection, which is then closed. */
  onMismatch(theirType: string, theirMd5: string): void;
  /** The publisher cannot be reached or keeps closing; once a series, in one line.
   *  @param lost whether it was connected before */
  onTrouble(reason: string, lost: boolean): void;
  /** @param callerId as in onMessage */
  onConnected(callerId: string | null): void;
  /** Called once for each onConnected, when that connection is over. */
  onDisconnected(callerId: string | null): void;
}

const CALL_TIMEOUT_ms = 2000;
const FIRST_RETRY_ms = 200;
const LONGEST_RETRY_ms = 2000;

/**
 * The connection to one publisher of a topic, over TCPROS. Comes back by itself: as long as the master
 * lists the publisher, a dropped socket or a refused connection is tried again within two seconds.
 */
export class PublisherLink {
  readonly #options: LinkOptions;
  #socket: Socket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #patience: NodeJS.Timeout | null = null;
  #delay_ms = FIRST_RETRY_ms;
  #failures = 0;
  #closed = false;
  #validated = false;
  #wasConnected = false;
  #lastMessage_ms = 0;
  #callerId: string | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    void this.#request();
  }

  isConnected(): boolean {
    return this.#validated;
  }

  close(): void {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#drop();
  }

  async #request(): Promise<void> {
    const { publisherUri, nodeName, topic } = this.#options;
    try {
      const answer = await callRos(
        publisherUri,
        'requestTopic',
        [nodeName, topic, [['TCPROS']]],
        CALL_TIMEOUT_ms,
      );
      if (this.#closed) return;
      const [protocol, host, port] = Array.isArray(answer) ? answer : [];
      if (protocol !== 'TCPROS' || typeof host !== 'string' || typeof port !== 'number') {
        throw new Error(`${publisherUri} offers no TCPROS connection`);
      }
      this.#connect(host, port);
    } catch (error) {
      this.#again(error instanceof RosApiError ? error.message : `no answer (${messageOf(error)})`);
    }
  }

  #connect(host: string, port: number): void {
    const assembler = new MessageAssembler((message) => {
      const wasValidated = this.#validated;
      const pending = this.#receive(socket, message);
      if (!wasValidated && this.#validated) assembler.longest_bytes = LONGEST_MESSAGE_bytes;
      return pending;
    }, LONGEST_HEADER_bytes);
    const socket: Socket = connect({
      host,
      port,
      onread: {
        buffer: () => assembler.space(),
        callback: (count) => {
          // After the drop of a broken stream, what is still in the pipe is not ours to read.
          if (this.#socket !== socket) return false;
          try {
            assembler.written(count);
          } catch (error) {
            this.#drop();
            this.#again(messageOf(error));
          }
          return true;
        },
      },
    });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 2000);
    socket.on('connect', () => {
      socket.write(
        encodeHeader({
          callerid: this.#options.nodeName,
          topic: this.#options.topic,
          // Wildcards make every publisher state its own type, so that a mismatch can name both.
          type: '*',
          md5sum: '*',
          tcp_nodelay: '1',
        }),
      );
    });
    let reason = 'the publisher closed the connection';
    socket.on('error', (error) => {
      reason = messageOf(error);
    });
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#again(reason);
    });
    this.#watchSilence();
  }

  #receive(socket: Socket, message: Buffer): void | Promise<void> {
    if (this.#socket !== socket) return;
    this.#lastMessage_ms = performance.now();
    if (this.#validated) return this.#options.onMessage(message, this.#callerId);
    const header = decodeHeader(message);
    const field = (name: string) => {
      const value = header.get(name);
      return value === undefined ? undefined : foreignText(value);
    };
    const error = field('error');
    const type = field('type') ?? 'unknown';
    const md5 = field('md5sum');
    if (error !== undefined || md5 === undefined) {
      throw new Error(`the publisher refused: ${error ?? 'its connection header lacks md5sum'}`);
    }
    if (md5 !== this.#options.md5 && md5 !== '*') {
      this.#drop();
      this.#options.onMismatch(type, md5);
      return;
    }
    this.#callerId = field('callerid') ?? null;
    this.#validated = true;
    this.#wasConnected = true;
    this.#failures = 0;
    this.#delay_ms = FIRST_RETRY_ms;
    this.#options.onConnected(this.#callerId);
  }

  #watchSilence(): void {
    const { silence_ms, publisherUri, nodeName } = this.#options;
    this.#lastMessage_ms = performance.now();
    let asking = false;
    const check = async () => {
      if (asking || performance.now() - this.#lastMessage_ms < silence_ms) return;
      asking = true;
      const socket = this.#socket;
      try {
        await callRos(publisherUri, 'getPid', [nodeName], CALL_TIMEOUT_ms);
        // A paused simulator is silent too: it answers, and keeps its connection.
        if (this.#validated) this.#lastMessage_ms = performance.now();
        else throw new Error('no answer to the connection header');
      } catch {
        if (socket && socket === this.#socket) {
          this.#drop();
          this.#again('it is silent and does not answer');
        }
      } finally {
        asking = false;
      }
    };
    this.#patience = setInterval(() => void check(), Math.max(100, silence_ms / 3));
    this.#patience.unref();
  }

  #drop(): void {
    if (this.#patience) clearInterval(this.#patience);
    this.#patience = null;
    const wasConnected = this.#validated;
    this.#validated = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    if (wasConnected) this.#options.onDisconnected(this.#callerId);
  }

  #again(reason: string): void {
    if (this.#closed) return;
    this.#failures += 1;
    // A publisher that ends properly is off the master's list before the second try: nothing to report.
    if (this.#failures === 2) this.#options.onTrouble(reason, this.#wasConnected);
    this.#retry = setTimeout(() => void this.#request(), this.#delay_ms);
    this.#delay_ms = Math.min(this.#delay_ms * 2, LONGEST_RETRY_ms);
  }
}

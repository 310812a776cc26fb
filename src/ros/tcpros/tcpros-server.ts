import { createServer, type Server, type Socket } from 'node:net';
import { messageOf } from '../../errors';
import { limitConnections } from '../master/connection-limit';
import { FrameReader } from './frame-reader';
import { decodeHeader, encodeHeader } from './wire';

/** A peer that has said what it wants. */
export interface Visitor {
  readonly socket: Socket;
  readonly header: ReadonlyMap<string, string>;
  /** Bytes that came after the header. */
  readonly rest: Buffer;
}

/** Far above every header: the longest part is the definition of a message, some KB. */
export const LONGEST_HEADER_bytes = 64 * 1024;
const HEADER_TIMEOUT_ms = 5000;
const FAREWELL_ms = 1000;
const MOST_CONNECTIONS = 512;

/** Listens for subscribers and service clients. Peers that send no header, too long a one, or none in time are
 *  disconnected. */
export class TcprosServer {
  readonly server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #accepted = new WeakSet<Socket>();

  /** @param welcome takes the peer, or throws the reason why it is not wanted, which the peer is told */
  constructor(welcome: (visitor: Visitor) => void) {
    this.server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      readHeader(socket, (header, rest) => {
        this.#accepted.add(socket);
        welcome({ socket, header, rest });
      });
    });
    limitConnections(this.server, MOST_CONNECTIONS, (socket) => this.#accepted.has(socket));
  }

  /** Ends the connections that are left. */
  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function readHeader(
  socket: Socket,
  accept: (header: ReadonlyMap<string, string>, rest: Buffer) => void,
): void {
  const reader = new FrameReader(LONGEST_HEADER_bytes);
  const patience = setTimeout(() => socket.destroy(), HEADER_TIMEOUT_ms);
  patience.unref();
  socket.once('close', () => clearTimeout(patience));
  const onData = (chunk: Buffer) => {
    try {
      const [bytes] = reader.push(chunk, 1);
      if (bytes === undefined) return;
      clearTimeout(patience);
      socket.off('data', onData);
      socket.pause();
      accept(decodeHeader(bytes), reader.rest());
    } catch (error) {
      clearTimeout(patience);
      socket.off('data', onData);
      // As ROS's own nodes: a header that holds nothing but the error.
      endSoon(socket, encodeHeader({ error: messageOf(error) }));
    }
  };
  socket.on('data', onData);
}

/** Sends the last bytes of a connection and closes it, whether or not the peer does. */
export function endSoon(socket: Socket, bytes?: Buffer): void {
  // What the peer still sends is not kept.
  socket.resume();
  if (bytes) socket.end(bytes);
  else socket.end();
  const patience = setTimeout(() => socket.destroy(), FAREWELL_ms);
  patience.unref();
  socket.once('close', () => clearTimeout(patience));
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The address that a request asks for; null for one that is none. */
export function urlOf({ url = '/' }: IncomingMessage): URL | null {
  const base = 'http://any';
  return URL.canParse(url, base) ? new URL(url, base) : null;
}

/** Whoever is refused may keep its end open: the socket is closed without it. */
export function refuse(socket: Duplex, status: string, line: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(line)}\r\n\r\n${line}`,
  );
}

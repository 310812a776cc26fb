import type { Server } from 'node:http';
import { messageOf } from '../../errors';
import type { Place } from '../feed/channel';

/** Resolves with the port that a server listens on.
 *  @param option that named the place, for the error
 *  @throws Error in one line that says why it cannot be had */
export function listenAt(server: Server, { host, port, orFree }: Place, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let mayMove = orFree;
    server.on('error', (error: NodeJS.ErrnoException) => {
      const moves = mayMove && error.code === 'EADDRINUSE';
      mayMove = false;
      if (moves) server.listen({ host, port: 0 });
      else reject(new Error(reasonOf(error, { host, port }, option)));
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? port) : port);
    });
  });
}

function reasonOf(
  error: NodeJS.ErrnoException,
  { host, port }: Pick<Place, 'host' | 'port'>,
  option: string,
): string {
  if (error.code === 'EADDRINUSE') {
    return `${option}: port ${port} is taken by another program; name another port, or 0 for a free one`;
  }
  if (error.code === 'EACCES') return `${option}: port ${port} is not allowed; name one from 1024 on`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `--live-host ${host} is no address of this machine`;
  }
  return `${option}: ${messageOf(error)}`;
}

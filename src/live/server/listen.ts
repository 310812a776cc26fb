import type { Server } from 'node:http';
import { messageOf } from '../../errors';
import type { LiveThreadStart, Place } from '../feed/channel';

type Names = LiveThreadStart['names'];

/** Resolves with the port that a server listens on.
 *  @param names options that named port and host, for the error
 *  @throws Error in one line that says why it cannot be had */
export function listenAt(server: Server, { host, port, orFree }: Place, names: Names): Promise<number> {
  return new Promise((resolve, reject) => {
    let mayMove = orFree;
    server.on('error', (error: NodeJS.ErrnoException) => {
      const moves = mayMove && error.code === 'EADDRINUSE';
      mayMove = false;
      if (moves) server.listen({ host, port: 0 });
      else reject(new Error(reasonOf(error, { host, port }, names)));
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
  names: Names,
): string {
  if (error.code === 'EADDRINUSE') {
    return `${names.port}: port ${port} is taken by another program; name another port, or 0 for a free one`;
  }
  if (error.code === 'EACCES') return `${names.port}: port ${port} is not allowed; name one from 1024 on`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return `${names.host} ${host} is no address of this machine`;
  }
  return `${names.port}: ${messageOf(error)}`;
}

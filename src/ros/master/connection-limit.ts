import type { Server, Socket } from 'node:net';

/** Keeps the connections of a server to a number: where another comes, the oldest that is of no use yet is closed, so
 *  that peers that connect and say nothing keep nobody out.
 *  @param isNeeded whether a connection is kept before others; the new one is closed where all are */
export function limitConnections(
  server: Server,
  most: number,
  isNeeded: (socket: Socket) => boolean = () => false,
): void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Without a listener a reset connection would end the process.
    socket.on('error', () => {});
    if (open.size <= most) return;
    const [oldest = socket] = [...open].filter((one) => !isNeeded(one));
    open.delete(oldest);
    oldest.destroy();
  });
}

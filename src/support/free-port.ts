import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below are ports of well-known services. */
const LOWEST = 10_000;
/** Ports that the system gives to outgoing connections, lowest and highest (Linux, man 7 ip). */
const EPHEMERAL = '/proc/sys/net/ipv4/ip_local_port_range';
/** As Linux is delivered. */
const USUAL_LOWEST_EPHEMERAL = 32_768;
const MOST_TRIES = 100;

/**
 * A TCP port that nobody listens on now, for a program that cannot choose one itself. It is not one that the system gives
 * to outgoing connections: such a one may be taken before the program listens.
 *
 * @param host address to listen on
 * @param read reads the system's range of ports for outgoing connections
 * @throws Error where no port is found
 */
export async function findFreePort(
  host: string,
  read: () => string = () => readFileSync(EPHEMERAL, 'utf8'),
): Promise<number> {
  const end = lowestEphemeral(read);
  // Where the range leaves nothing below, any port that is free now.
  if (end <= LOWEST) return listenOnce(host, 0);
  for (let tries = 1; ; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * (end - LOWEST));
    try {
      return await listenOnce(host, port);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || tries >= MOST_TRIES) throw error;
    }
  }
}

function lowestEphemeral(read: () => string): number {
  try {
    const lowest = Number.parseInt(read(), 10);
    return Number.isNaN(lowest) ? USUAL_LOWEST_EPHEMERAL : lowest;
  } catch {
    // Not Linux.
    return USUAL_LOWEST_EPHEMERAL;
  }
}

/** @returns the port that was listened on */
async function listenOnce(host: string, port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

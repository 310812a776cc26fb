import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** The outgoing side of a connection, as Linux sees it. */
export interface Backlog {
  /** Bytes the peer has not acknowledged, those not sent yet included. */
  readonly unacknowledged_bytes: number;
  /** Retransmissions of the oldest of them; 0 as soon as the peer acknowledges it. */
  readonly retransmits: number;
}

/** This network namespace's IPv4 connections (proc(5), /proc/net/tcp). */
const TABLE = '/proc/self/net/tcp';

/** The key of a connection in the table: local port, remote address and port, in its own notation. */
function keyOf(localPort: number, remoteAddress: string, remotePort: number): string {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const octets = remoteAddress.split('.').map(Number);
  return `${hex(localPort, 4)} ${octets
    .reverse()
    .map((octet) => hex(octet, 2))
    .join('')}:${hex(remotePort, 4)}`;
}

/** Reads the table's text. Connections in it by `keyOf`. */
export function backlogsIn(table: string): Map<string, Backlog> {
  const found = new Map<string, Backlog>();
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, , queues, , retransmits] = line.trim().split(/\s+/);
    if (!local || !remote || !queues || !retransmits) continue;
    found.set(`${local.slice(-4)} ${remote}`, {
      unacknowledged_bytes: Number.parseInt(queues.split(':')[0] ?? '', 16),
      retransmits: Number.parseInt(retransmits, 16),
    });
  }
  return found;
}

/** The backlog of each socket; those that Linux does not list (IPv6, other systems) are left out. */
export async function backlogsOf(sockets: readonly Socket[]): Promise<Map<Socket, Backlog>> {
  const known = new Map<Socket, Backlog>();
  const table = await readFile(TABLE, 'latin1').catch(() => null);
  if (table === null) return known;
  const listed = backlogsIn(table);
  for (const socket of sockets) {
    const { localPort, remotePort } = socket;
    const remote = ipv4Of(socket.remoteAddress);
    if (localPort === undefined || remotePort === undefined || remote === null) continue;
    const backlog = listed.get(keyOf(localPort, remote, remotePort));
    if (backlog) known.set(socket, backlog);
  }
  return known;
}

/** null for anything but an IPv4 address; IPv4-mapped IPv6 addresses are listed in another table. */
function ipv4Of(address: string | undefined): string | null {
  return address !== undefined && /^\d+(\.\d+){3}$/.test(address) ? address : null;
}

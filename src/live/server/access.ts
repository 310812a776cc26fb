import { createHash, timingSafeEqual } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The names and addresses by which this machine is called, as a browser writes them.
 *  @param host that the server listens on */
export function namesOfMachine(host: string): ReadonlySet<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const names = isLoopback(host)
    ? [host]
    : [host, hostname(), `${hostname()}.local`, ...addresses.map(({ address }) => address)];
  return new Set([...LOOPBACK, ...names.map(asInUrl)]);
}

/**
 * Whether a request is for this machine, by its Host header: a page of another site whose domain name points at this
 * machine (DNS rebinding) sends that name. The port is not compared: it may be forwarded.
 */
export function isOwnHost(host: string | undefined, names: ReadonlySet<string>): boolean {
  return host !== undefined && names.has(host.toLowerCase().replace(/:\d*$/, ''));
}

/** Whether a WebSocket is asked for by a page of this server. A program that is no browser sends no origin. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return host !== undefined && [`http://${host}`, `https://${host}`].includes(origin.toLowerCase());
}

/** Pages of Foxglove and Lichtblick that anybody may open. */
const STUDIOS = ['https://app.foxglove.dev', 'https://lichtblick-suite.github.io'];

/** Whether a WebSocket is asked for by Foxglove or Lichtblick: their sites, their desktop programs (whose files are their
 *  page), or one that is served on the machine of the browser. Sandboxed pages of any site have the origin `null`. */
export function isStudioOrigin(origin: string | undefined): boolean {
  if (origin === undefined || origin === 'file://' || STUDIOS.includes(origin)) return true;
  return URL.canParse(origin) && LOOPBACK.includes(new URL(origin).hostname);
}

/** Compares in a time that tells nothing of the token.
 *  @param expected null where none is needed */
export function isRightToken(given: string | null, expected: string | null): boolean {
  if (expected === null) return true;
  return given !== null && timingSafeEqual(digest(given), digest(expected));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function asInUrl(name: string): string {
  return (name.includes(':') ? `[${name}]` : name).toLowerCase();
}

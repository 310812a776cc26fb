import { randomBytes } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { ConfigurationError } from '../errors';
import type { Place } from './feed/channel';
import { isLoopback } from './server/access';

/** Of pages, where nobody names another. */
export const DEFAULT_LIVE_PORT = 8181;
/** Of Foxglove's protocol: what studios suggest. */
export const DEFAULT_FOXGLOVE_PORT = 8765;
const LEAST_TOKEN = 8;
const MOST_TOKEN = 200;
const TOKEN_BYTES = 18;

/** What a user says of where pages are served; what is absent has its default. */
export interface LivePlaceOptions {
  /** Default 8181, or a free one where that is taken; 0 for a free one. */
  readonly port?: number;
  /** Default 127.0.0.1: pages of this machine alone. */
  readonly host?: string;
  /** Default none on this machine alone, else a random one. */
  readonly token?: string;
}

/** How a user names what a page is served by. */
export interface PlaceNames {
  readonly port: string;
  readonly host: string;
  readonly token: string;
}

/** As options of the command line. */
export const PLACE_FLAGS: PlaceNames = { port: '--live', host: '--live-host', token: '--live-token' };

/** Where pages are served: whoever reaches another address than loopback needs a token.
 *  @throws ConfigurationError for a token that is none */
export function livePlace(
  { port, host = '127.0.0.1', token }: LivePlaceOptions,
  names: Pick<PlaceNames, 'token'> = PLACE_FLAGS,
): Place {
  if (token !== undefined && (token.length < LEAST_TOKEN || token.length > MOST_TOKEN)) {
    throw new ConfigurationError(`${names.token}: a token has ${LEAST_TOKEN} to ${MOST_TOKEN} characters`);
  }
  const needed = isLoopback(host) ? null : randomBytes(TOKEN_BYTES).toString('base64url');
  return {
    host,
    port: port ?? DEFAULT_LIVE_PORT,
    orFree: port === undefined,
    token: token ?? needed,
  };
}

/** Where Foxglove and Lichtblick connect: beside pages, for the same machines and with the same token.
 *  @param port default 8765, or a free one where that is taken; 0 for a free one */
export function foxglovePlace({ host, token }: Place, port?: number): Place {
  return { host, port: port ?? DEFAULT_FOXGLOVE_PORT, orFree: port === undefined, token };
}

/** The address of a page for a browser, with its token. */
export function pageAddress({ host, token }: Place, port: number, query: string): string {
  const reached = host === '0.0.0.0' || host === '::' ? reachableName() : host;
  const name = reached.includes(':') ? `[${reached}]` : reached;
  return `http://${name}:${port}/${token === null ? '' : `?${query}=${encodeURIComponent(token)}`}`;
}

/** This machine, for others: its first address, else its name. */
function reachableName(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? hostname();
}

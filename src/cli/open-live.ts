import { spawn } from 'node:child_process';
import { LiveServer, type LiveServerOptions } from '../live/live-server';
import { foxglovePlace, livePlace, PLACE_FLAGS, type PlaceNames } from '../live/place';
import type { Invocation } from './io';
import { type LiveOptions, wantsLive } from './options/live';

const TOKEN_VARIABLE = 'F1_BRAIN_LIVE_TOKEN';

type Log = { info(line: string): void; warn(line: string): void };

/** As private parameters of a node. */
export const PLACE_PARAMETERS: PlaceNames = {
  port: '~live_port',
  host: '~live_host',
  token: '~live_token',
};

/** Opens the server of a live page where the options ask for one, and says where the page is.
 *  @param names as the user gave the options
 *  @returns null where they ask for none
 *  @throws ConfigurationError when its address cannot be had */
export async function openLive(
  options: LiveOptions,
  { env }: Pick<Invocation, 'env'>,
  log: Log,
  { priority = 'low', names = PLACE_FLAGS }: Pick<LiveServerOptions, 'priority' | 'names'> = {},
): Promise<LiveServer | null> {
  if (!wantsLive(options)) return null;
  const { live, liveHost, liveToken, foxglove: asked, open } = options;
  // An empty option is a variable that is not set: without the token that was meant, everybody would be let in.
  const token = liveToken ?? (env[TOKEN_VARIABLE] || undefined);
  const place = livePlace(
    {
      ...(typeof live === 'number' && { port: live }),
      ...(liveHost !== undefined && { host: liveHost }),
      ...(token !== undefined && { token }),
    },
    { token: liveToken === undefined ? TOKEN_VARIABLE : names.token },
  );
  const foxglove = asked === undefined ? null : foxglovePlace(place, asked === true ? undefined : asked);
  const server = await LiveServer.open({ place, foxglove, log, priority, names });
  log.info(`live page: ${server.address}`);
  if (server.foxgloveAddress !== null) log.info(`for Foxglove and Lichtblick: ${server.foxgloveAddress}`);
  if (open) openBrowser(server.address, env, log);
  return server;
}

/** A browser is not this program's: it stays open. */
function openBrowser(address: string, env: Invocation['env'], log: Log): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const failed = (reason: string) =>
    log.warn(`no browser could be opened (${reason}): open the page yourself`);
  const browser = spawn(program, [address], { stdio: 'ignore', detached: true, env });
  browser.on('error', (error: NodeJS.ErrnoException) =>
    failed(error.code === 'ENOENT' ? `${program} is not installed` : error.message),
  );
  browser.on('exit', (code) => {
    if (code) failed(`${program} ended with ${code}`);
  });
  browser.unref();
}

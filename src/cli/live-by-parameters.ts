import { LiveSession } from '../live/live-session';
import type { Session } from '../session/session';
import { asksForPage, type LiveParameters } from '../session/setup/live-parameters';
import type { Invocation } from './io';
import { openLive, PLACE_PARAMETERS } from './open-live';
import type { LiveOptions } from './options/live';

/** The page that the parameters of a session's node ask for. They are known when it is open: the page opens while the run
 *  starts, and one that cannot be opened ends it. */
export class LiveByParameters {
  readonly #opening: Promise<LiveSession | null>;

  constructor(
    session: Session,
    cli: Pick<Invocation, 'env' | 'signals'>,
    log: { info(line: string): void; warn(line: string): void },
  ) {
    this.#opening = new Promise((resolve, reject) => {
      session.on('state', ({ state }) => {
        if (state === 'ready') open(session, cli, log).then(resolve, reject);
        else if (state === 'ended') resolve(null);
      });
    });
    this.#opening.catch(() => void session.end());
  }

  /** Tells pages the end. To be called once the session's result is there or has failed.
   *  @throws ConfigurationError where the page could not be opened */
  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }
}

async function open(
  session: Session,
  cli: Pick<Invocation, 'env' | 'signals'>,
  log: { info(line: string): void; warn(line: string): void },
): Promise<LiveSession | null> {
  const { live } = session.view;
  if (!asksForPage(live)) return null;
  const server = await openLive(optionsOf(live), cli, log, { names: PLACE_PARAMETERS });
  return server && new LiveSession(session, server, { isOpen: true, onStop: () => cli.signals.interrupt() });
}

function optionsOf({ livePort, liveHost, liveToken }: LiveParameters): LiveOptions {
  return {
    live: livePort ?? true,
    ...(liveHost !== undefined && { liveHost }),
    ...(liveToken !== undefined && { liveToken }),
  };
}

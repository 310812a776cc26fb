import type { Logger } from 'pino';
import { InterruptedError } from '../errors';
import { LiveSession } from '../live/live-session';
import type { ProgressLine } from '../measure/report/progress-line';
import type { SessionResult } from '../session/run';
import { Session } from '../session/session';
import type { SessionOptions } from '../session/session-options';
import { createLogger } from '../support/logger';
import { exitCodeOf, onShutdown, type ShutdownCause } from '../support/shutdown';
import { isBuiltIn } from './change-circuit';
import { driveCircuits } from './drive-circuits';
import type { Invocation } from './io';
import { LiveByParameters } from './live-by-parameters';
import { openLive } from './open-live';
import type { LiveOptions } from './options/live';

export interface FollowedSession {
  readonly session: Session;
  /** Runs the session until it is over.
   *  @param started called once the car may drive; returns what is to be undone at the end
   *  @throws what the session throws; an InterruptedError has the exit code of the signal */
  run(started?: () => () => void): Promise<SessionResult>;
  /** Why the process was asked to end; null while it was not. */
  cause(): ShutdownCause | null;
}

/** A session of the command line: it logs, shows its progress on `progress`, is seen on a live page where that is asked for,
 *  and ends with signals. In the built-in world a page may have it end for one on another circuit. */
export function followSession(
  options: SessionOptions,
  cli: Invocation,
  progress: ProgressLine | null,
  liveOptions: LiveOptions = {},
): FollowedSession {
  const log = createLogger(cli, { before: () => progress?.clear() });
  // It is raised below: sessions filter their lines.
  const logLevel = log.level as SessionOptions['logLevel'] & string;
  const make = (given: SessionOptions) => makeSession({ ...given, logLevel }, log, progress);
  let session = make(options);
  let cause: ShutdownCause | null = null;
  return {
    get session() {
      return session;
    },
    cause: () => cause,
    run: async (started) => {
      const releases = [
        onShutdown(cli, (why) => {
          cause = why;
          void session.end();
        }),
      ];
      const onStop = () => cli.signals.interrupt();
      let live: Pick<LiveSession, 'close'> | null = null;
      try {
        const server = await openLive(liveOptions, cli, log);
        if (server !== null && isBuiltIn(options)) {
          return await driveCircuits(options, {
            server,
            first: session,
            next: (given) => {
              session = make(given);
              return session;
            },
            onStop,
            isOver: () => cause !== null,
            log,
          });
        }
        live =
          server === null
            ? new LiveByParameters(session, cli, log)
            : new LiveSession(session, server, { onStop });
        await session.start();
        if (started) releases.push(started());
        return await session.result;
      } catch (error) {
        throw error instanceof InterruptedError && cause !== null
          ? new InterruptedError(exitCodeOf(cause))
          : error;
      } finally {
        progress?.clear();
        try {
          await live?.close();
        } finally {
          for (const release of releases) release();
        }
      }
    },
  };
}

function makeSession(options: SessionOptions, log: Logger, progress: ProgressLine | null): Session {
  const session = new Session({ ...options, endHungProcess: true });
  logSession(session, log);
  if (progress) session.on('metrics', (metrics) => progress.show(() => metrics));
  return session;
}

/** Logs every line: the session filters them, because ~set_logger_level may change the level while it drives. */
function logSession(session: Session, log: Logger): void {
  log.level = 'trace';
  session.on('log', ({ level, message }) => log[level](message));
}

import { ConfigurationError, quoted } from '../../errors';

/** Where a queue is: the URL of a Redis server. */
export interface QueueAddress {
  /** With user and password. */
  readonly url: string;
  /** Without them, for messages. */
  readonly shown: string;
}

const EXAMPLE = 'redis://HOST:6379, with TLS rediss://HOST:6379, with a password redis://:PASSWORD@HOST:6379';
/** Redis databases are numbered; servers have 16 unless they are configured otherwise. */
const DATABASE = /^\/?$|^\/\d{1,4}$/;

/** The variable with the password of a queue whose URL has none: command lines can be read by everybody on a machine. */
export const PASSWORD_VARIABLE = 'F1_BRAIN_QUEUE_PASSWORD';

/**
 * Parses the URL of a Redis server.
 * @throws ConfigurationError; a password is never part of the message
 */
export function parseQueueAddress(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigurationError(`--queue ${quoted(withoutPassword(text))} is not a URL: give ${EXAMPLE}`);
  }
  const shown = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new ConfigurationError(
      `--queue ${quoted(shown)} is not the URL of a Redis server: give ${EXAMPLE}`,
    );
  }
  if (url.hostname === '') {
    throw new ConfigurationError(`--queue ${quoted(shown)} names no host: give ${EXAMPLE}`);
  }
  if (!DATABASE.test(url.pathname)) {
    throw new ConfigurationError(
      `--queue ${quoted(shown)}: ${quoted(url.pathname)} is not the number of a Redis database, such as /0`,
    );
  }
  const password = environment[PASSWORD_VARIABLE];
  if (url.password === '' && password) url.password = encodeURIComponent(password);
  return { url: url.href, shown };
}

/** What no URL could be made of may hold a password all the same. */
function withoutPassword(text: string): string {
  return text.replace(/[^/@]*@/, '');
}

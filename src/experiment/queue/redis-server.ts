import { Redis } from 'ioredis';
import { messageOf, QueueError } from '../../errors';
import type { QueueAddress } from './queue-address';

/** Time for a server to answer at all. */
const CONNECT_MS = 5_000;
const LONGEST_RETRY_MS = 2_000;
/** BullMQ's scripts need it. */
const OLDEST_VERSION = [6, 2] as const;

/** What a server says of itself; null where it does not tell, as servers of cloud providers do. */
export interface RedisServerFacts {
  readonly version: string | null;
  /** `always`: an accepted run survives a crash of the machine; `everysec`: a crash may lose the last second; `no`: a restart
   *  loses whatever came after the last snapshot. */
  readonly keepsAccepted: 'always' | 'everysec' | 'no' | null;
  /** Whether it deletes keys when its memory is full. */
  readonly evicts: boolean | null;
}

/**
 * Connects once, without retries, so that a wrong URL or password is one clear line.
 * @throws QueueError that says what to do
 */
export async function probeRedis(address: QueueAddress): Promise<RedisServerFacts> {
  const redis = new Redis(address.url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lastError: unknown = null;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    // A database that is not there: ioredis would go on with database 0.
    if (lastError !== null) throw lastError;
    const facts = await factsOf(redis);
    checkFacts(facts, address);
    return facts;
  } catch (error) {
    if (error instanceof QueueError) throw error;
    throw connectionError(address, lastError ?? error);
  } finally {
    redis.disconnect();
  }
}

/** What a restart of this server loses, with what to set; null where it loses nothing, or does not tell. */
export function whatRestartLoses(
  { keepsAccepted }: RedisServerFacts,
  { shown }: QueueAddress,
): string | null {
  if (keepsAccepted === 'no') {
    return `${shown}: a restart of this Redis loses runs that were accepted: set appendonly yes and appendfsync always`;
  }
  if (keepsAccepted === 'everysec') {
    return `${shown}: a crash of this Redis may lose the last second: set appendfsync always`;
  }
  return null;
}

/** A connection that outlives restarts of the server. */
export function connectRedis(address: QueueAddress): Redis {
  const redis = new Redis(address.url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_RETRY_MS),
  });
  // Without a listener each failed attempt would be printed; who waits for a command learns of the outage.
  redis.on('error', () => {});
  return redis;
}

async function factsOf(redis: Redis): Promise<RedisServerFacts> {
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? null;
  const appendOnly = await setting(redis, 'appendonly');
  const sync = await setting(redis, 'appendfsync');
  const policy = await setting(redis, 'maxmemory-policy');
  return {
    version,
    keepsAccepted: appendOnly === null ? null : appendOnly === 'yes' && isKept(sync) ? sync : 'no',
    evicts: policy === null ? null : policy !== 'noeviction',
  };
}

function isKept(sync: string | null): sync is 'always' | 'everysec' {
  return sync === 'always' || sync === 'everysec';
}

/** Null where CONFIG is forbidden. */
async function setting(redis: Redis, name: string): Promise<string | null> {
  try {
    const answer = (await redis.config('GET', name)) as string[];
    return answer[1] ?? null;
  } catch {
    return null;
  }
}

function checkFacts({ version, evicts }: RedisServerFacts, { shown }: QueueAddress): void {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_VERSION;
  if (version !== null && (major < oldMajor || (major === oldMajor && minor < oldMinor))) {
    throw new QueueError(
      `${shown}: Redis ${version} is too old: install ${OLDEST_VERSION.join('.')} or newer`,
    );
  }
  if (evicts === true) {
    throw new QueueError(
      `${shown}: this Redis deletes queued runs when its memory is full: set maxmemory-policy noeviction`,
    );
  }
}

function connectionError(address: QueueAddress, error: unknown): QueueError {
  const { shown } = address;
  const reason = messageOf(error);
  const refused = /WRONGPASS|NOAUTH|invalid password|without any password|NOPERM/i.test(reason);
  if (refused) {
    return new QueueError(
      `${shown}: Redis refuses the password: correct it in the URL, as in redis://:PASSWORD@HOST:6379`,
      { cause: error },
    );
  }
  if (/DB index/i.test(reason)) {
    return new QueueError(
      `${shown}: this Redis has no such database (${reason}): correct the number in the URL`,
      {
        cause: error,
      },
    );
  }
  if (/ssl|tls|certificate|self.signed|wrong version number/i.test(reason)) {
    return new QueueError(
      `${shown}: no TLS connection (${reason}): use redis:// for a server without TLS, and name a private ` +
        'certificate authority in NODE_EXTRA_CA_CERTS',
      { cause: error },
    );
  }
  return new QueueError(
    `${shown}: no Redis answers (${reason}): start redis-server, or correct --queue${protocolHint(shown, reason)}`,
    { cause: error },
  );
}

/** Where a server takes the connection and stays silent or drops it, as one with TLS and one without do to each other. */
function protocolHint(shown: string, reason: string): string {
  if (shown.startsWith('rediss:')) {
    return /ETIMEDOUT|ECONNRESET|closed/i.test(reason) ? '; a server without TLS needs redis://' : '';
  }
  return /ECONNRESET|EPIPE|closed/i.test(reason) ? '; a server with TLS needs rediss://' : '';
}

import { messageOf, WorldError } from '../../errors';
import { type Codec, encoded, type Services, type ServiceType, serviceCodec } from '../../messages/index';
import type { RosLogger } from '../logger';
import type { TaskQueue } from './queue';

/** A service that a node offers. */
export interface Provider {
  readonly type: ServiceType;
  handler(request: never): unknown;
  readonly logger: RosLogger;
}

/** Calls a service of another node. Rejects with WorldError when nobody offers it, it fails, or takes longer than
 *  `timeout_ms`. */
export async function callProvider<S extends ServiceType>(
  queue: TaskQueue,
  provider: () => Provider | undefined,
  call: {
    readonly name: string;
    readonly type: S;
    readonly request: Services[S]['request'];
    readonly timeout_ms: number;
  },
): Promise<Services[S]['response']> {
  const { name, type, timeout_ms } = call;
  const codec = serviceCodec(type);
  const failed = (error: unknown) => new WorldError(`service ${name}: ${messageOf(error)}`, { cause: error });
  let request: Buffer;
  try {
    request = encoded(codec.request, call.request);
  } catch (error) {
    throw failed(error);
  }
  const answer = new Promise<Services[S]['response']>((resolve, reject) => {
    queue.post(() => {
      const found = provider();
      if (!found) reject(new WorldError(`service ${name}: nobody offers ${name}`));
      else if (found.type !== type) reject(new WorldError(`service ${name} is ${found.type}, not ${type}`));
      else {
        answerOf(found, name, codec.request, request)
          .then((response) => throughWire(codec.response, response as never))
          .then(
            (response) => queue.post(() => resolve(response)),
            (error) => reject(failed(error)),
          );
      }
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new WorldError(`service ${name} gave no answer within ${timeout_ms} ms`)),
      timeout_ms,
    );
  });
  const result = Promise.race([answer, late]).finally(() => clearTimeout(timer));
  queue.hold(result);
  return result;
}

async function answerOf(
  { handler, logger }: Provider,
  name: string,
  codec: Codec<unknown>,
  request: Buffer,
): Promise<unknown> {
  try {
    return await handler(codec.decode(request) as never);
  } catch (error) {
    logger.error(`service ${name} failed: ${messageOf(error)}`);
    throw error;
  }
}

/** The message as the other side gets it. */
function throughWire<T>(codec: Codec<T>, message: T): T {
  return codec.decode(encoded(codec, message));
}

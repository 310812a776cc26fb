import { messageOf, WorldError } from '../errors';
import type { RosLogger } from './logger';
import type { Services, ServiceType } from './messages';
import type { ServiceHandler } from './node-types';
import { type Rosnodejs, serviceClass } from './rosnodejs';

/** Offers a service under its absolute name. What its handler throws goes to the log, not to the process. */
export function offerService<S extends ServiceType>(
  rosnodejs: Rosnodejs,
  name: string,
  type: S,
  handler: ServiceHandler<S>,
  logger: RosLogger,
): void {
  const fail = (error: unknown) => {
    logger.error(`service ${name} failed: ${messageOf(error)}`);
    return false;
  };
  const server = rosnodejs.nh.advertiseService(
    name,
    serviceClass(rosnodejs, type),
    async (request, response) => {
      try {
        Object.assign(response, await handler(request as Services[S]['request']));
        return true;
      } catch (error) {
        return fail(error);
      }
    },
  );
  const handle = server._handleMessage.bind(server);
  // A request that cannot be decoded would be thrown into the event loop.
  server._handleMessage = (client, data) => {
    try {
      handle(client, data);
    } catch (error) {
      fail(error);
      client.destroy();
    }
  };
}

/** Calls a service by its absolute name. Rejects with WorldError when it is not there, fails, or takes
 *  longer than `timeout_ms`. */
export async function callService<S extends ServiceType>(
  rosnodejs: Rosnodejs,
  name: string,
  type: S,
  request: Services[S]['request'],
  timeout_ms: number,
): Promise<Services[S]['response']> {
  const found = serviceClass(rosnodejs, type);
  const client = rosnodejs.nh.serviceClient(name, found);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new WorldError(`service ${name} gave no answer within ${timeout_ms} ms`)),
      timeout_ms,
    );
  });
  try {
    const call = client.call(found.Request.Resolve(request) as object);
    return (await Promise.race([call, late])) as Services[S]['response'];
  } catch (error) {
    if (error instanceof WorldError) throw error;
    throw new WorldError(`service ${name}: ${messageOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

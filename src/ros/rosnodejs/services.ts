import { messageOf, WorldError } from '../../errors';
import { SERVICES, type Services, type ServiceType } from '../../messages/index';
import type { RosLogger } from '../logger';
import type { ServiceHandler } from '../transport';
import { answerService, type Rosnodejs } from './library';
import { serviceClass } from './message-classes';

/** Offers a service under its absolute name. What its handler throws goes to the caller and to the log, not to the
 *  process. */
export function offerService<S extends ServiceType>(
  rosnodejs: Rosnodejs,
  name: string,
  type: S,
  handler: ServiceHandler<S>,
  logger: RosLogger,
): void {
  // rosnodejs requires a callback, which is never called.
  const server = rosnodejs.nh.advertiseService(name, serviceClass(type), async () => false);
  answerService<Services[S]['request'], Services[S]['response']>(server, SERVICES[type], async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      logger.error(`service ${name} failed: ${messageOf(error)}`);
      throw error;
    }
  });
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
  const client = rosnodejs.nh.serviceClient(name, serviceClass(type));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new WorldError(`service ${name} gave no answer within ${timeout_ms} ms`)),
      timeout_ms,
    );
  });
  try {
    const call = client.call(request);
    return (await Promise.race([call, late])) as Services[S]['response'];
  } catch (error) {
    if (error instanceof WorldError) throw error;
    throw new WorldError(`service ${name}: ${messageOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

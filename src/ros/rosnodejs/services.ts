import { BrainError, messageOf, WorldError } from '../../errors';
import { encoded, type Services, type ServiceType, serviceCodec } from '../../messages/index';
import type { RosLogger } from '../logger';
import type { MasterApi } from '../master/master-api';
import { callServiceAt } from '../tcpros/service-call';
import { type OfferedService, serveClient } from '../tcpros/service-connection';
import type { Visitor } from '../tcpros/tcpros-server';
import type { ServiceHandler } from '../transport';
import type { Rosnodejs } from './library';
import { serviceClass } from './message-classes';

export interface ServicesOptions {
  readonly rosnodejs: Rosnodejs;
  readonly api: MasterApi;
  readonly nodeName: string;
  readonly logger: RosLogger;
}

/** The services that a node offers, and those that it calls. rosnodejs registers them; the connections are ours: its
 *  own answer every failure with the same words, and take any length. */
export class ServicesOfNode {
  readonly #options: ServicesOptions;
  readonly #byName = new Map<string, OfferedService>();

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  /** Offers a service under its absolute name. What its handler throws goes to the caller and to the log, not to the
   *  process. */
  offer<S extends ServiceType>(name: string, type: S, handler: ServiceHandler<S>): void {
    if (this.#byName.has(name)) throw new BrainError(`service ${name} is already offered by this node`);
    const { rosnodejs, logger } = this.#options;
    const codec = serviceCodec(type);
    const answer = async (bytes: Buffer): Promise<Buffer> => {
      const request = codec.request.decode(bytes) as Services[S]['request'];
      let response: Services[S]['response'];
      try {
        response = await handler(request);
      } catch (error) {
        logger.error(`service ${name} failed: ${messageOf(error)}`);
        throw error;
      }
      return encoded(codec.response, response as never);
    };
    // rosnodejs requires a callback, which is never called.
    const offered = serviceClass(type);
    rosnodejs.nh.advertiseService(name, offered, async () => false);
    this.#byName.set(name, { name, type, md5sum: offered.md5sum(), answer });
  }

  /** Connects a client.
   *  @throws Error with the reason why not */
  welcome(visitor: Visitor, name: string): void {
    const service = this.#byName.get(name);
    if (service === undefined) throw new Error('the service is not offered here');
    serveClient(visitor, service, this.#options.nodeName);
  }

  /** Calls a service by its absolute name. Rejects with WorldError when it is not there, fails, or takes
   *  longer than `timeout_ms`. */
  async call<S extends ServiceType>(
    name: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms: number,
  ): Promise<Services[S]['response']> {
    const { api, nodeName } = this.#options;
    const codec = serviceCodec(type);
    const late = new WorldError(`service ${name} gave no answer within ${timeout_ms} ms`);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeout_ms);
    try {
      const bytes = encoded(codec.request, request as never);
      const uri = await unlessAborted(api.lookupService(name), abort.signal);
      if (uri === null) throw new Error(`nobody offers ${name}`);
      const md5sum = serviceClass(type).md5sum();
      const call = { uri, nodeName, service: name, type, md5sum, request: bytes, signal: abort.signal };
      const answer = await unlessAborted(callServiceAt(call), abort.signal);
      return codec.response.decode(answer) as Services[S]['response'];
    } catch (error) {
      if (abort.signal.aborted) throw late;
      throw new WorldError(`service ${name}: ${messageOf(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    work.then(resolve, reject);
  });
}

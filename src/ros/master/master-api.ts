import type { ParamValue } from '../transport';
import { callRos, RosApiError, type XmlRpcValue } from './xmlrpc';
import { MASTER_LIMITS } from './xmlrpc-value';

const DEFAULT_TIMEOUT_ms = 2000;

/** The master's and the parameter server's API (http://wiki.ros.org/ROS/Master_API) as one node calls it.
 *  Every call rejects within `timeout_ms`: with RosApiError when the master says no, else with the reason
 *  why it could not be reached. */
export class MasterApi {
  readonly uri: string;
  readonly #caller: string;
  readonly #timeout_ms: number;

  constructor(uri: string, callerName: string, timeout_ms = DEFAULT_TIMEOUT_ms) {
    this.uri = uri;
    this.#caller = callerName;
    this.#timeout_ms = timeout_ms;
  }

  call(method: string, ...params: XmlRpcValue[]): Promise<XmlRpcValue> {
    return callRos(this.uri, method, [this.#caller, ...params], this.#timeout_ms, MASTER_LIMITS);
  }

  async getPid(): Promise<number> {
    return Number(await this.call('getPid'));
  }

  /** Slave API of a node, null when the master does not know it. */
  async lookupNode(name: string): Promise<string | null> {
    return this.#unlessRefused(this.call('lookupNode', name).then(textOf));
  }

  /** Address of a service (rosrpc://host:port), null when nobody offers it. */
  async lookupService(name: string): Promise<string | null> {
    return this.#unlessRefused(this.call('lookupService', name).then(textOf));
  }

  /** Returns the slave API URIs of the topic's publishers. */
  async registerSubscriber(topic: string, type: string, uri: string): Promise<string[]> {
    const publishers = await this.call('registerSubscriber', topic, type, uri);
    return nodeAddresses(publishers);
  }

  async registerPublisher(topic: string, type: string, uri: string): Promise<void> {
    await this.call('registerPublisher', topic, type, uri);
  }

  async registerService(service: string, serviceUri: string, uri: string): Promise<void> {
    await this.call('registerService', service, serviceUri, uri);
  }

  /** null when the parameter is not set. */
  async getParam(name: string): Promise<ParamValue | null> {
    return this.#unlessRefused(this.call('getParam', name));
  }

  async setParam(name: string, value: ParamValue): Promise<void> {
    await this.call('setParam', name, value);
  }

  async hasParam(name: string): Promise<boolean> {
    return (await this.call('hasParam', name)) === true;
  }

  /** Does nothing when the parameter is not set. */
  async deleteParam(name: string): Promise<void> {
    await this.#unlessRefused(this.call('deleteParam', name));
  }

  async #unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof RosApiError) return null;
      throw error;
    }
  }
}

/** @throws Error for an answer that is no text */
function textOf(value: XmlRpcValue): string {
  if (typeof value !== 'string') throw new Error("the master gave an answer that is not ROS's");
  return value;
}

/** The addresses of nodes in a list. Anything else in it, such as a number or a text of a megabyte, is nobody's. */
export function nodeAddresses(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((one) => (typeof one === 'string' ? one.trim() : ''))
    .filter((one) => /^http:\/\/[!-~]{1,500}$/.test(one));
}

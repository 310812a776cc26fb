import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { messageOf } from '../../errors';
import { type RosLogger, SILENT } from '../logger';
import type { ParamValue } from '../transport';
import {
  type Answer,
  address,
  anything,
  FAILED,
  type Handler,
  InvalidParameter,
  key,
  messageType,
  method,
  name,
  nameOrEmpty,
  resource,
  text,
} from './call-rules';
import { answerMulticall } from './multicall';
import { ParamTree } from './param-tree';
import { Registry, type Role } from './registry';
import { RpcServer } from './rpc-server';
import { callXmlRpc } from './xmlrpc';
import type { ExactValue, RpcLimits } from './xmlrpc-value';

export interface MasterOptions {
  /** Address to listen on; loopback unless others are to reach it. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger?: RosLogger;
  /** Parameters that are set before any node can ask for them, by absolute name. */
  readonly params?: Readonly<Record<string, ParamValue>>;
}

export interface RosMaster {
  /** For ROS_MASTER_URI. */
  readonly uri: string;
  readonly port: number;
  close(): Promise<void>;
}

const OK = 1;
const NOTIFY_TIMEOUT_ms = 3000;
const ANY_TYPE = '*';
/** A robot's description is a text of some MB; all parameters of a launch file come in one call. */
const LIMITS: RpcLimits = { longest_bytes: 8 * 1024 * 1024, mostValues: 100_000 };

/** Starts a ROS master with parameter server in this process (http://wiki.ros.org/ROS/Master_API and
 *  http://wiki.ros.org/ROS/Parameter%20Server%20API). Rejects with WorldError when it cannot listen. */
export async function startMaster(options: MasterOptions): Promise<RosMaster> {
  let handlers: ReadonlyMap<string, Handler> = new Map();
  const server = new RpcServer({ limits: LIMITS, answer: (call) => answerMulticall(handlers, call) });
  await server.listen(options.port, options.host);
  const port = server.port ?? options.port;
  const host = options.host === '0.0.0.0' || options.host === '::' ? hostname() : options.host;
  const uri = `http://${host}:${port}/`;
  const master = new Master(uri, options.logger ?? SILENT, options.params ?? {});
  handlers = master.handlers();
  return {
    uri: uri.slice(0, -1),
    port,
    close: async () => {
      master.close();
      server.close();
    },
  };
}

class Master {
  readonly #uri: string;
  readonly #logger: RosLogger;
  readonly #registry = new Registry();
  readonly #params = new ParamTree();
  readonly #topicTypes = new Map<string, string>();
  /** Calls to one node leave one after the other, so that it never sees an older list last. */
  readonly #outbox = new Map<string, { last: Promise<void>; readonly waiting: Set<string> }>();
  #closed = false;

  constructor(uri: string, logger: RosLogger, params: Readonly<Record<string, ParamValue>>) {
    this.#uri = uri;
    this.#logger = logger;
    this.#params.set('/run_id', randomUUID());
    this.#params.set('/rosdistro', 'noetic\n');
    this.#params.set('/rosversion', '1.16.0\n');
    for (const [name, value] of Object.entries(params)) this.#params.set(name, value);
  }

  close(): void {
    this.#closed = true;
  }

  handlers(): Map<string, Handler> {
    return new Map(
      Object.entries({
        ...this.#graphMethods(),
        ...this.#registrationMethods(),
        ...this.#paramMethods(),
        ...this.#paramSubscriptionMethods(),
      }),
    );
  }

  #graphMethods(): Record<string, Handler> {
    const registry = this.#registry;
    const typesOf = (topics: string[]) =>
      topics.map((topic) => [topic, this.#topicTypes.get(topic) ?? ANY_TYPE]);
    return {
      getPid: method('getPid', -1, [], () => [OK, 'process id', process.pid]),
      getUri: method('getUri', '', [], () => [OK, 'address of this master', this.#uri]),
      shutdown: method('shutdown', 0, [anything], () => [
        FAILED,
        'this master ends with the program it is part of',
        0,
      ]),
      lookupNode: method('lookupNode', '', [name('a node')], (_caller, node) => {
        const uri = registry.node(node);
        return uri === undefined ? [FAILED, `no node ${node}`, ''] : [OK, `address of ${node}`, uri];
      }),
      lookupService: method('lookupService', '', [resource('a service')], (_caller, service) => {
        const uri = registry.addresses('services', service)[0];
        return uri === undefined
          ? [FAILED, `nobody offers ${service}`, '']
          : [OK, `address of ${service}`, uri];
      }),
      getPublishedTopics: method(
        'getPublishedTopics',
        0,
        [nameOrEmpty('a subgraph')],
        (_caller, subgraph) => {
          const prefix = subgraph === '' || subgraph.endsWith('/') ? subgraph : `${subgraph}/`;
          const topics = registry.keys('publishers').filter((topic) => topic.startsWith(prefix));
          return [OK, 'published topics', typesOf(topics)];
        },
      ),
      getTopicTypes: method('getTopicTypes', [], [], () => [OK, 'types of topics', [...this.#topicTypes]]),
      getSystemState: method('getSystemState', [[], [], []], [], () => [
        OK,
        'state of the graph',
        [registry.state('publishers'), registry.state('subscribers'), registry.state('services')],
      ]),
    };
  }

  #registrationMethods(): Record<string, Handler> {
    const registry = this.#registry;
    const topic = resource('a topic');
    const service = resource('a service');
    const unregister = (role: Role, key: string, caller: string, address: string): Answer => {
      const was = registry.unregister(role, key, caller, address);
      if (was && role === 'publishers') this.#tellSubscribers(key);
      return [OK, was ? `unregistered ${key}` : `${caller} was not registered for ${key}`, was ? 1 : 0];
    };
    return {
      registerPublisher: method(
        'registerPublisher',
        [],
        [topic, messageType, address],
        (caller, topic, type, uri) => {
          if (type !== ANY_TYPE || !this.#topicTypes.has(topic)) this.#topicTypes.set(topic, type);
          this.#register('publishers', topic, caller, uri);
          return [OK, `${caller} publishes ${topic}`, registry.addresses('subscribers', topic)];
        },
      ),
      unregisterPublisher: method('unregisterPublisher', 0, [topic, address], (caller, topic, uri) =>
        unregister('publishers', topic, caller, uri),
      ),
      registerSubscriber: method(
        'registerSubscriber',
        [],
        [topic, messageType, address],
        (caller, topic, type, uri) => {
          if (type !== ANY_TYPE && !this.#topicTypes.has(topic)) this.#topicTypes.set(topic, type);
          this.#register('subscribers', topic, caller, uri);
          return [OK, `${caller} subscribes to ${topic}`, registry.addresses('publishers', topic)];
        },
      ),
      unregisterSubscriber: method('unregisterSubscriber', 0, [topic, address], (caller, topic, uri) =>
        unregister('subscribers', topic, caller, uri),
      ),
      registerService: method(
        'registerService',
        0,
        [service, address, address],
        (caller, service, serviceUri, uri) => {
          this.#register('services', service, caller, uri, serviceUri);
          return [OK, `${caller} offers ${service}`, 1];
        },
      ),
      unregisterService: method('unregisterService', 0, [service, address], (caller, service, serviceUri) =>
        unregister('services', service, caller, serviceUri),
      ),
    };
  }

  #paramMethods(): Record<string, Handler> {
    const params = this.#params;
    return {
      setParam: method('setParam', 0, [key, anything], (caller, key, value) => {
        try {
          params.set(key, value);
        } catch (error) {
          throw new InvalidParameter(messageOf(error));
        }
        this.#tellParamSubscribers(key, caller);
        return [OK, `${key} set`, 0];
      }),
      getParam: method('getParam', 0, [key], (_caller, key) => {
        const value = params.get(key);
        return value === undefined ? [FAILED, `${key} is not set`, 0] : [OK, key, value];
      }),
      hasParam: method('hasParam', false, [key], (_caller, key) => [OK, key, params.get(key) !== undefined]),
      deleteParam: method('deleteParam', 0, [key], (caller, key) => {
        if (!params.delete(key)) return [FAILED, `${key} is not set`, 0];
        this.#tellParamSubscribers(key, caller);
        return [OK, `${key} deleted`, 0];
      }),
      searchParam: method('searchParam', 0, [text('a key')], (caller, key) => {
        const found = params.search(key, caller);
        return found === null ? [FAILED, `no ${key} from ${caller} upwards`, ''] : [OK, found, found];
      }),
      getParamNames: method('getParamNames', [], [], () => [OK, 'names of parameters', params.names()]),
    };
  }

  #paramSubscriptionMethods(): Record<string, Handler> {
    return {
      subscribeParam: method('subscribeParam', 0, [address, key], (caller, uri, key) => {
        this.#register('params', key, caller, uri);
        return [OK, `${caller} follows ${key}`, this.#params.get(key) ?? {}];
      }),
      unsubscribeParam: method('unsubscribeParam', 0, [address, key], (caller, uri, key) => {
        const was = this.#registry.unregister('params', key, caller, uri);
        // 1 in either case, as rosmaster answers.
        return [OK, was ? `${caller} no longer follows ${key}` : `${caller} did not follow ${key}`, 1];
      }),
    };
  }

  #register(role: Role, key: string, caller: string, uri: string, address?: string): void {
    const { bumped, changedTopics } = this.#registry.register(role, key, caller, uri, address);
    if (bumped !== null) {
      this.#logger.info(`a new node ${caller} takes the place of the one at ${bumped}`);
      this.#send(bumped, 'shutdown', caller, () => ['/master', `a new node registered as ${caller}`]);
    }
    for (const topic of changedTopics) this.#tellSubscribers(topic);
  }

  #tellSubscribers(topic: string): void {
    for (const uri of this.#registry.addresses('subscribers', topic)) {
      this.#send(uri, 'publisherUpdate', topic, () => [
        '/master',
        topic,
        this.#registry.addresses('publishers', topic),
      ]);
    }
  }

  #tellParamSubscribers(key: string, caller: string): void {
    const own = this.#registry.node(caller);
    for (const change of this.#params.changes(key, this.#registry.keys('params'))) {
      for (const uri of this.#registry.addresses('params', change.subscription)) {
        if (uri === own) continue;
        this.#send(uri, 'paramUpdate', change.key, () => [
          '/master',
          change.key,
          this.#params.get(change.key) ?? {},
        ]);
      }
    }
  }

  /** @param params asked when the call leaves: a node that is slow is told the newest once, not every change */
  #send(uri: string, method: string, subject: string, params: () => ExactValue[]): void {
    const box = this.#outbox.get(uri) ?? { last: Promise.resolve(), waiting: new Set() };
    const what = `${method} ${subject}`;
    if (box.waiting.has(what)) return;
    box.waiting.add(what);
    this.#outbox.set(uri, box);
    const sent = box.last.then(async () => {
      box.waiting.delete(what);
      if (this.#closed) return;
      try {
        await callXmlRpc(uri, method, params(), NOTIFY_TIMEOUT_ms);
      } catch (error) {
        // The node may be dead: it stays listed, as with roscore, until "rosnode cleanup".
        this.#logger.debug(`${method} to ${uri}: ${messageOf(error)}`);
      }
      if (box.last === sent) this.#outbox.delete(uri);
    });
    box.last = sent;
  }
}

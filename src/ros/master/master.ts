import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type XmlRpcMethodHandler, XmlRpcServer, type XmlRpcValue } from '@foxglove/xmlrpc';
import { messageOf } from '../../errors';
import { type RosLogger, SILENT } from '../logger';
import type { ParamValue } from '../transport';
import { RpcHttpServer } from './http-server';
import { ParamTree, resolveKey } from './param-tree';
import { Registry, type Role } from './registry';
import { callXmlRpc } from './xmlrpc';

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

type Answer = [status: number, message: string, value: XmlRpcValue];
type Method = (...params: string[]) => Answer;

const FAILED = -1;
const OK = 1;
const NOTIFY_TIMEOUT_ms = 3000;
const ANY_TYPE = '*';

/** Starts a ROS master with parameter server in this process (http://wiki.ros.org/ROS/Master_API and
 *  http://wiki.ros.org/ROS/Parameter%20Server%20API). Rejects with WorldError when it cannot listen. */
export async function startMaster(options: MasterOptions): Promise<RosMaster> {
  const http = new RpcHttpServer();
  const server = new XmlRpcServer(http);
  await http.listen(options.port, options.host);
  const port = http.port() ?? options.port;
  const host = options.host === '0.0.0.0' || options.host === '::' ? hostname() : options.host;
  const uri = `http://${host}:${port}/`;
  const master = new Master(uri, options.logger ?? SILENT, options.params ?? {});
  for (const [name, method] of Object.entries(master.methods())) server.setHandler(name, checked(method));
  return {
    uri: uri.slice(0, -1),
    port,
    close: async () => {
      master.close();
      http.close();
    },
  };
}

/** Answers for calls with too few or wrong parameters instead of an XML-RPC fault. */
function checked(method: Method): XmlRpcMethodHandler {
  return async (name, params) => {
    if (typeof params[0] !== 'string') return [FAILED, `${name} needs the caller's name first`, 0];
    if (params.length < method.length) {
      return [FAILED, `${name} takes ${method.length} parameters, not ${params.length}`, 0];
    }
    try {
      return method(...(params as string[]));
    } catch (error) {
      return [FAILED, messageOf(error), 0];
    }
  };
}

class Master {
  readonly #uri: string;
  readonly #logger: RosLogger;
  readonly #registry = new Registry();
  readonly #params = new ParamTree();
  readonly #topicTypes = new Map<string, string>();
  /** Calls to one node leave one after the other, so that it never sees an older list last. */
  readonly #outbox = new Map<string, Promise<void>>();
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

  methods(): Record<string, Method> {
    return { ...this.#graphMethods(), ...this.#registrationMethods(), ...this.#paramMethods() };
  }

  #graphMethods(): Record<string, Method> {
    const registry = this.#registry;
    const typesOf = (topics: string[]) =>
      topics.map((topic) => [topic, this.#topicTypes.get(topic) ?? ANY_TYPE]);
    return {
      getPid: (_caller) => [OK, 'process id', process.pid],
      getUri: (_caller) => [OK, 'address of this master', this.#uri],
      shutdown: (_caller) => [FAILED, 'this master ends with the program it is part of', 0],
      lookupNode: (_caller, name) => {
        const uri = registry.node(name);
        return uri === undefined ? [FAILED, `no node ${name}`, ''] : [OK, `address of ${name}`, uri];
      },
      lookupService: (_caller, service) => {
        const uri = registry.addresses('services', service)[0];
        return uri === undefined
          ? [FAILED, `nobody offers ${service}`, '']
          : [OK, `address of ${service}`, uri];
      },
      getPublishedTopics: (_caller, subgraph) => {
        const prefix = subgraph === '' || subgraph.endsWith('/') ? subgraph : `${subgraph}/`;
        const topics = registry.keys('publishers').filter((topic) => topic.startsWith(prefix));
        return [OK, 'published topics', typesOf(topics)];
      },
      getTopicTypes: (_caller) => [OK, 'types of topics', [...this.#topicTypes]],
      getSystemState: (_caller) => [
        OK,
        'state of the graph',
        [registry.state('publishers'), registry.state('subscribers'), registry.state('services')],
      ],
    };
  }

  #registrationMethods(): Record<string, Method> {
    const registry = this.#registry;
    const unregister = (role: Role, key: string, caller: string, address: string): Answer => {
      const was = registry.unregister(role, key, caller, address);
      if (was && role === 'publishers') this.#tellSubscribers(key);
      return [OK, was ? `unregistered ${key}` : `${caller} was not registered for ${key}`, was ? 1 : 0];
    };
    return {
      registerPublisher: (caller, topic, type, uri) => {
        if (type !== ANY_TYPE || !this.#topicTypes.has(topic)) this.#topicTypes.set(topic, type);
        this.#register('publishers', topic, caller, uri);
        return [OK, `${caller} publishes ${topic}`, registry.addresses('subscribers', topic)];
      },
      unregisterPublisher: (caller, topic, uri) => unregister('publishers', topic, caller, uri),
      registerSubscriber: (caller, topic, type, uri) => {
        if (type !== ANY_TYPE && !this.#topicTypes.has(topic)) this.#topicTypes.set(topic, type);
        this.#register('subscribers', topic, caller, uri);
        return [OK, `${caller} subscribes to ${topic}`, registry.addresses('publishers', topic)];
      },
      unregisterSubscriber: (caller, topic, uri) => unregister('subscribers', topic, caller, uri),
      registerService: (caller, service, serviceUri, uri) => {
        this.#register('services', service, caller, uri, serviceUri);
        return [OK, `${caller} offers ${service}`, 1];
      },
      unregisterService: (caller, service, serviceUri) => unregister('services', service, caller, serviceUri),
    };
  }

  #paramMethods(): Record<string, Method> {
    const params = this.#params;
    return {
      setParam: (caller, key, value) => {
        const full = resolveKey(key, caller);
        params.set(full, value);
        this.#tellParamSubscribers(full, caller);
        return [OK, `${full} set`, 0];
      },
      getParam: (caller, key) => {
        const full = resolveKey(key, caller);
        const value = params.get(full);
        return value === undefined ? [FAILED, `${full} is not set`, 0] : [OK, full, value];
      },
      hasParam: (caller, key) => {
        const full = resolveKey(key, caller);
        return [OK, full, params.get(full) !== undefined];
      },
      deleteParam: (caller, key) => {
        const full = resolveKey(key, caller);
        if (!params.delete(full)) return [FAILED, `${full} is not set`, 0];
        this.#tellParamSubscribers(full, caller);
        return [OK, `${full} deleted`, 0];
      },
      searchParam: (caller, key) => {
        const found = params.search(key, caller);
        return found === null ? [FAILED, `no ${key} from ${caller} upwards`, ''] : [OK, found, found];
      },
      getParamNames: (_caller) => [OK, 'names of parameters', params.names()],
      subscribeParam: (caller, uri, key) => {
        const full = resolveKey(key, caller);
        this.#register('params', full, caller, uri);
        return [OK, `${caller} follows ${full}`, params.get(full) ?? {}];
      },
      unsubscribeParam: (caller, uri, key) => {
        const full = resolveKey(key, caller);
        const was = this.#registry.unregister('params', full, caller, uri);
        return [
          OK,
          was ? `${caller} no longer follows ${full}` : `${caller} did not follow ${full}`,
          was ? 1 : 0,
        ];
      },
    };
  }

  #register(role: Role, key: string, caller: string, uri: string, address?: string): void {
    const { bumped, changedTopics } = this.#registry.register(role, key, caller, uri, address);
    if (bumped !== null) {
      this.#logger.info(`a new node ${caller} takes the place of the one at ${bumped}`);
      this.#send(bumped, 'shutdown', () => ['/master', `a new node registered as ${caller}`]);
    }
    for (const topic of changedTopics) this.#tellSubscribers(topic);
  }

  #tellSubscribers(topic: string): void {
    for (const uri of this.#registry.addresses('subscribers', topic)) {
      this.#send(uri, 'publisherUpdate', () => [
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
        if (uri !== own) this.#send(uri, 'paramUpdate', () => ['/master', change.key, change.value]);
      }
    }
  }

  #send(uri: string, method: string, params: () => XmlRpcValue[]): void {
    const before = this.#outbox.get(uri) ?? Promise.resolve();
    const sent = before.then(async () => {
      if (this.#closed) return;
      try {
        await callXmlRpc(uri, method, params(), NOTIFY_TIMEOUT_ms);
      } catch (error) {
        // The node may be dead: it stays listed, as with roscore, until "rosnode cleanup".
        this.#logger.debug(`${method} to ${uri}: ${messageOf(error)}`);
      }
      if (this.#outbox.get(uri) === sent) this.#outbox.delete(uri);
    });
    this.#outbox.set(uri, sent);
  }
}

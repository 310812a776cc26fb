import type { EventEmitter } from 'node:events';
import type { Server, Socket } from 'node:net';
import { messageOf } from '../../errors';
import { within } from '../../support/within';
import type { RosLogger } from '../logger';
import type { MessageClass, ServiceClass } from './message-classes';

/**
 * The parts of rosnodejs 3.1.0 (pinned) that the node uses, and the seams where its behaviour is replaced. Its
 * published types describe another version, hence the interfaces here.
 */
interface PublisherImpl {
  _subClients: Record<string, Socket>;
  _lastSentMsg: Buffer | null;
  readonly _messageHandler: MessageClass;
  getType(): string;
  getLatching(): boolean;
  getNumSubscribers(): number;
  /** @param name key of the new subscriber's socket in `_subClients` */
  emit(event: 'connection', header: { callerid?: string }, name: string): boolean;
  shutdown(): void;
}

interface PublisherHandle {
  readonly _impl: PublisherImpl;
  /** `name` is the key of the new subscriber's socket in `_subClients`. */
  on(event: 'connection', listener: (header: { callerid?: string }, name: string) => void): void;
}

interface SubscriberImpl {
  /** Called with the master's answer to a registration. */
  requestTopicFromPubs(uris: unknown): void;
  shutdown(): void;
}

interface ServiceServer {
  disconnect(): void;
}

interface InternalNode extends EventEmitter {
  _publishers: Record<string, PublisherImpl>;
  _subscribers: Record<string, SubscriberImpl>;
  _services: Record<string, ServiceServer>;
  _tcprosServer: Server;
  _udprosServer: { close(done: () => void): void };
  _tcprosPort: number;
  _xmlrpcPort: number;
  registerService(service: string, options?: object): Promise<unknown>;
}

interface NodeHandle {
  readonly _node: InternalNode;
  advertise(topic: string, type: MessageClass, options: object): PublisherHandle;
  subscribe(
    topic: string,
    type: MessageClass,
    callback: null,
    options: object,
  ): { readonly _impl: SubscriberImpl };
  unsubscribe(topic: string): Promise<unknown>;
  unadvertise(topic: string): Promise<unknown>;
  unadvertiseService(service: string): Promise<unknown>;
  advertiseService(
    name: string,
    type: ServiceClass,
    callback: (request: unknown, response: object) => Promise<boolean>,
  ): ServiceServer;
}

interface Rosnodejs {
  initNode(name: string, options: object): Promise<unknown>;
  shutdown(): Promise<unknown>;
  /** Whether this process has a node that is not shut down. */
  ok(): boolean | null;
  /** Forgets the node of this process, so that it may have another. */
  reset(): void;
  readonly nh: NodeHandle;
  readonly log: { clearStreams(): void; addStream(stream: object): void };
}

interface BunyanRecord {
  readonly level: number;
  readonly msg: string;
}

const BUNYAN_ERROR = 50;

/** Loads rosnodejs, which refuses to load without CMAKE_PREFIX_PATH: there it searches for generated message classes,
 *  of which it needs none here. */
export function loadRosnodejs(): Rosnodejs {
  const { CMAKE_PREFIX_PATH } = process.env;
  process.env.CMAKE_PREFIX_PATH = __dirname;
  try {
    return require('rosnodejs') as Rosnodejs;
  } finally {
    if (CMAKE_PREFIX_PATH === undefined) delete process.env.CMAKE_PREFIX_PATH;
    else process.env.CMAKE_PREFIX_PATH = CMAKE_PREFIX_PATH;
  }
}

/** rosnodejs prints on standard output by itself. Its errors mostly concern peers: warnings here. */
export function routeLog(rosnodejs: Rosnodejs, logger: RosLogger): void {
  rosnodejs.log.clearStreams();
  rosnodejs.log.addStream({
    type: 'raw',
    name: 'f1-brain',
    level: 'warn',
    stream: {
      write: (record: BunyanRecord) => {
        if (record.level >= BUNYAN_ERROR) logger.warn(record.msg);
        else logger.debug(record.msg);
      },
    },
  });
}

/** Runs `start` with a command line of its own and takes back the process handlers it installs:
 *  rosnodejs reads process.argv and tears its node down on SIGINT before a last command can leave. */
export function withoutProcessHandlers<T>(rosArguments: readonly string[], start: () => T): T {
  const argv = process.argv;
  const events = ['SIGINT', 'exit'] as const;
  const before = events.map((event) => new Set(process.rawListeners(event)));
  process.argv = [...argv.slice(0, 2), ...rosArguments];
  try {
    return start();
  } finally {
    process.argv = argv;
    events.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[index]?.has(listener)) process.removeListener(event, listener as () => void);
      }
    });
  }
}

/** rosnodejs lets the failure of a service's registration end the process. The watch over the master makes
 *  up for it: it registers everything that the master does not know. */
export function tolerateFailedRegistration(node: InternalNode, logger: RosLogger): void {
  const register = node.registerService.bind(node);
  node.registerService = (service, options) =>
    register(service, options).catch((error: unknown) => {
      logger.debug(`registering service ${service} failed: ${messageOf(error)}`);
    });
}

/** Closes every connection and server of the node, with nothing left for rosnodejs to unregister: it then only closes
 *  its servers instead of waiting for a master. */
export async function closeNode(rosnodejs: Rosnodejs, budget_ms: number): Promise<void> {
  const node = rosnodejs.nh._node;
  const sockets = Object.values(node._publishers).flatMap((impl) => Object.values(impl._subClients));
  for (const impl of Object.values(node._publishers)) impl.shutdown();
  for (const impl of Object.values(node._subscribers)) impl.shutdown();
  for (const server of Object.values(node._services)) server.disconnect();
  node._publishers = {};
  node._subscribers = {};
  node._services = {};
  await within(budget_ms, rosnodejs.shutdown());
  for (const socket of sockets) socket.destroy();
}

export type { InternalNode, NodeHandle, PublisherHandle, PublisherImpl, Rosnodejs };

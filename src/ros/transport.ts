import type { Messages, MessageType, Services, ServiceType } from '../messages/index';
import type { RosLogger } from './logger';
import type { XmlRpcValue } from './master/xmlrpc-value';

/**
 * The port to ROS: what other rooms need of a ROS graph, in any implementation. Every transport
 * is a folder beside this file and passes test/ros/contract.
 */
export interface Transport {
  /**
   * Joins a ROS graph as a node. Waits for a master that is not there yet, logs so once, and logs when it is
   * found.
   * Rejects with ConfigurationError for impossible names and addresses, with WorldError when `signal` ends the
   * wait.
   */
  startNode(options: RosNodeOptions): Promise<RosNode>;
  /**
   * Tells before anything is started for a node whether this process may have one now; absent where it always may.
   * Throws the WorldError that `startNode` would reject with.
   */
  checkRoom?(): void;
}

/** Environment variables that a node reads: ROS_MASTER_URI, ROS_NAMESPACE, ROS_IP, ROS_HOSTNAME. */
export type RosEnvironment = Readonly<Record<string, string | undefined>>;

export interface RosNodeOptions {
  /** Name unless `__name:=` says another, e.g. "f1_brain". */
  readonly name: string;
  /** Appends process id and time to the name (unless `__name:=` is given). Default false. */
  readonly anonymous?: boolean;
  /** Command line with remappings, `_param:=value`, `__name:=` and the like; the rest is ignored. Default none. */
  readonly argv?: readonly string[];
  /** Default process.env. */
  readonly environment?: RosEnvironment;
  /** Default `__master:=`, then ROS_MASTER_URI, then http://localhost:11311. */
  readonly masterUri?: string;
  /** Host name or address to listen on and to advertise. Default `__ip:=`, `__hostname:=`, ROS_IP,
   *  ROS_HOSTNAME, then loopback (this machine's name if the master is on another one). */
  readonly host?: string;
  readonly logger?: RosLogger;
  /** Hands over a listener for every line that `logger` writes, with pino's level (10 trace to 60 fatal): these
   *  then go to /rosout. Without it, what the node itself logs from info on does. */
  readonly onLine?: (listener: (level: number, message: string) => void) => void;
  /** Ends the wait for a master. */
  readonly signal?: AbortSignal;
  /** Turns SIGINT and SIGTERM into shutdown requests. Default true. */
  readonly handleSignals?: boolean;
  /** How often the master is asked whether it lives, milliseconds. Default 1000. */
  readonly masterPeriod_ms?: number;
}

/** A value of the parameter server. */
export type ParamValue = XmlRpcValue;

/** @param delivered false when the subscriber no longer acknowledges what it is sent, true when that is over */
export type DeliveryListener = (subscriber: string, delivered: boolean) => void;

export interface AdvertiseOptions<T = unknown> {
  /** New subscribers get the last message. Default false. */
  readonly latching?: boolean;
  /** Messages a subscriber may have unread before it misses some. Default 10. */
  readonly queueSize?: number;
  /** The last message sent to a subscriber that can no longer be reached: when the network comes back, no older
   *  message is the last that it receives. */
  readonly finalMessage?: T;
  /** Sent to each subscriber that connects; null sends nothing. */
  readonly greeting?: () => T | null;
}

export interface SubscribeOptions {
  /** Called for each message that cannot be decoded, with the reason in one line. */
  readonly onMalformed?: (reason: string) => void;
  /** A publisher that is silent for this long is pinged, and reconnected when it does not answer. Default 2000. */
  readonly silence_ms?: number;
  /** The owner of the listener reports missing messages itself: a publisher that was connected and is lost is
   *  then not logged. One that never connected is. Default false. */
  readonly lossIsReported?: boolean;
  /** Ignores what this node publishes itself. Default false. */
  readonly othersOnly?: boolean;
  /** Slave API of a publisher that is ignored, too. */
  readonly notFrom?: string;
  /** Called when a publisher connects or disconnects. */
  readonly onPublisher?: PublisherListener;
}

/** @param uri the publisher's slave API
 *  @param callerId its name, null when it did not give it */
export type PublisherListener = (uri: string, callerId: string | null, connected: boolean) => void;

export interface RosPublisher<T> {
  readonly topic: string;
  readonly subscribers: number;
  /** Whether a node other than the named one subscribes. */
  hasSubscriberBeside(nodeName: string | null): boolean;
  /** Messages withheld from subscribers that do not keep up, counted for each subscriber. */
  readonly dropped: number;
  /** Called when a subscriber on another machine can no longer be reached, and when it can be again. */
  onDelivery(listener: DeliveryListener): void;
  /** Serializes the message before it returns, so its arrays may be reused. No listener of this process is called
   *  before it returns. */
  publish(message: T): void;
}

export interface RosSubscription {
  readonly topic: string;
  /** Messages handed to the listener. */
  readonly received: number;
  /** Messages that could not be decoded. */
  readonly malformed: number;
  /** Connections closed because the publisher sends another type. */
  readonly mismatched: number;
  /** Slave API URIs of the connected publishers. */
  connected(): string[];
  /** Unsubscribes; the listener is not called again. Safe to call twice. */
  close(): Promise<void>;
}

/** Why the node is asked to shut down: a signal, or another node (`rosnode kill`, a new node of the same name). */
export interface ShutdownRequest {
  readonly by: 'SIGINT' | 'SIGTERM' | 'ros';
  readonly reason: string;
}

/**
 * @param bytes the message as it came over the wire, with the lifetime of its byte arrays
 * @param callerId name of the node that published it
 */
export type MessageListener<T> = (message: T, bytes: Buffer, callerId: string | null) => void | Promise<void>;
export type ServiceHandler<S extends ServiceType> = (
  request: Services[S]['request'],
) => Services[S]['response'] | Promise<Services[S]['response']>;

/** A ROS node: this process as the ROS graph sees it. */
export interface RosNode {
  /** Absolute, e.g. "/f1_brain". */
  readonly name: string;
  readonly masterUri: string;
  /** Slave API of this node. */
  readonly uri: string;
  /** /use_sim_time as read at the start, and again from a master that came back if it is set there. */
  readonly useSimTime: boolean;
  readonly masterIsThere: boolean;
  /** The logger given; its lines also go to /rosout. */
  readonly logger: RosLogger;

  /** Absolute name after remapping. */
  resolve(name: string): string;
  /** What the command line remaps `name` to; null when it does not. */
  remapped(name: string): string | null;

  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options?: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]>;
  /** One subscription per topic. Byte arrays of the message are views that hold until the listener returns or,
   *  when it returns a promise, until that settles. */
  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options?: SubscribeOptions,
  ): RosSubscription;
  /** When the handler throws, the call fails at the caller and the error is logged here. */
  advertiseService<S extends ServiceType>(service: string, type: S, handler: ServiceHandler<S>): void;
  /** Rejects with WorldError when nobody offers the service, it fails, or it takes longer than `timeout_ms`
   *  (default 5000). */
  callService<S extends ServiceType>(
    service: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms?: number,
  ): Promise<Services[S]['response']>;

  /** null when it is not set. */
  getParam(name: string): Promise<ParamValue | null>;
  setParam(name: string, value: ParamValue): Promise<void>;
  hasParam(name: string): Promise<boolean>;
  deleteParam(name: string): Promise<void>;

  onMasterLost(listener: (reason: string) => void): void;
  /** The master is back and knows all topics and services again. Parameters that the owner had set are lost. */
  onMasterFound(listener: () => void): void;
  /** Without a listener the node shuts down by itself. With one, the owner calls shutdown(). */
  onShutdownRequested(listener: (request: ShutdownRequest) => void): void;

  /** Unregisters, closes every socket, and resolves within two seconds, master or not. Safe to call twice. */
  shutdown(): Promise<void>;
}

import type { Messages, MessageType, Services, ServiceType } from '../messages/types';
import type { RosLogger } from './logger';
import type { ParamValue } from './master-api';

export interface RosNodeOptions {
  /** Name unless `__name:=` says another, e.g. "f1_brain". */
  readonly name: string;
  /** Appends process id and time to the name (unless `__name:=` is given). Default false. */
  readonly anonymous?: boolean;
  /** Command line with remappings, `_param:=value`, `__name:=` and the like. Default process.argv.slice(2). */
  readonly argv?: readonly string[];
  /** ROS_MASTER_URI, ROS_IP, ROS_HOSTNAME and ROS_NAMESPACE are read from it. Default process.env. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Default `__master:=`, then ROS_MASTER_URI, then http://localhost:11311. */
  readonly masterUri?: string;
  /** Host name or address to listen on and to tell others. Default `__ip:=`, `__hostname:=`, ROS_IP,
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

/** @param delivered false when the subscriber no longer acknowledges what it is sent, true when that is over */
export type DeliveryListener = (subscriber: string, delivered: boolean) => void;

export interface AdvertiseOptions<T = unknown> {
  /** New subscribers get the last message. Default false. */
  readonly latching?: boolean;
  /** Messages a subscriber may have unread before it misses some. Default 10. */
  readonly queueSize?: number;
  /** Sent last to a subscriber that can no longer be reached: should the network come back, nothing older is
   *  the last that it gets. */
  readonly lastWord?: T;
  /** What a subscriber is told when it connects, in place of what it missed; null for nothing. */
  readonly greeting?: () => T | null;
}

export interface SubscribeOptions {
  /** Called for each message that cannot be decoded, with the reason in one line. */
  readonly onMalformed?: (reason: string) => void;
  /** A publisher silent for so long is asked whether it lives, and connected anew if not. Default 2000. */
  readonly silence_ms?: number;
  /** The listener's owner says itself that messages stay away: a publisher that was connected and cannot be
   *  reached any more is then not logged. One that never could is. Default false. */
  readonly lossIsSaid?: boolean;
  /** Leaves out what this node publishes itself. Default false. */
  readonly othersOnly?: boolean;
  /** Called with each publisher that is connected, and each that no longer is. */
  readonly onPublisher?: PublisherListener;
}

/** @param uri the publisher's slave API
 *  @param callerId its name, null when it did not give it */
export type PublisherListener = (uri: string, callerId: string | null, connected: boolean) => void;

export interface RosPublisher<T> {
  readonly topic: string;
  readonly subscribers: number;
  readonly dropped: number;
  /** Hears when a subscriber on another machine can no longer be reached, and when that is over. */
  onDelivery(listener: DeliveryListener): void;
  publish(message: T): void;
}

export interface RosSubscription {
  readonly topic: string;
  /** Messages handed to the listener. */
  readonly received: number;
  /** Messages that could not be decoded. */
  readonly malformed: number;
  /** Connections given up because the publisher sends another type. */
  readonly mismatched: number;
  /** Slave API URIs of the connected publishers. */
  connected(): string[];
  /** Ends it; the listener hears nothing more. Safe to call twice. */
  close(): Promise<void>;
}

/** Why the node is asked to end: a signal, or another node (`rosnode kill`, a new node of the same name). */
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
  /** /use_sim_time as read at the start, and from a master that comes back if it has been told. */
  readonly useSimTime: boolean;
  readonly masterIsThere: boolean;
  /** The logger given; its lines also go to /rosout. */
  readonly logger: RosLogger;

  /** Absolute name after remapping. */
  resolve(name: string): string;
  /** What the command line put in the place of `name`, null when it said nothing about it. */
  remapped(name: string): string | null;

  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options?: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]>;
  /** One subscription a topic. Byte arrays of the message are views that hold until the listener returns or,
   *  when it returns a promise, until that settles. */
  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options?: SubscribeOptions,
  ): RosSubscription;
  /** A handler that throws makes the call fail at the caller; it is logged here. */
  advertiseService<S extends ServiceType>(service: string, type: S, handler: ServiceHandler<S>): void;
  /** Rejects when the service is not there, fails, or takes longer than `timeout_ms` (default 5000). */
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
  /** The master is back and knows all topics and services again; parameters are the owner's to set again. */
  onMasterFound(listener: () => void): void;
  /** Without a listener the node shuts down by itself. With one, it is the owner's to call shutdown(). */
  onShutdownRequested(listener: (request: ShutdownRequest) => void): void;

  /** Unregisters, closes every socket, and resolves within two seconds, master or not. Safe to call twice. */
  shutdown(): Promise<void>;
}

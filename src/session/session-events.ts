import { ConfigurationError } from '../errors';
import type { EndReason, LiveMetrics } from '../measure/metrics/run-metrics';
import { suggestion } from '../support/nearest';
import type { Decision, Frame, Pose } from '../types';
import type { IncidentKind } from '../world/ros/incidents';
import type { Driver } from './recording/decision-message';

/** `stopped`: the session keeps the car stopped, because frames or the brain fail. */
export type SessionState =
  | 'new'
  | 'opening'
  | 'ready'
  | 'starting'
  | 'driving'
  | 'stopped'
  | 'paused'
  | 'ending'
  | 'ended';

export interface StateEvent {
  readonly state: SessionState;
  /** Why the car is stopped, why the run ended, or the message of the error that ended it; else null. */
  readonly reason: EndReason | string | null;
}

export interface DecisionEvent {
  readonly decision: Decision;
  /** The brain that decided. */
  readonly driver: Driver;
  /** The frame that it decided on; its data is valid until the listener returns. */
  readonly frame: Frame;
}

export interface LapEvent {
  /** From 1. */
  readonly lap: number;
  /** Simulated seconds that it took; null where there is no clock. */
  readonly seconds: number | null;
}

export interface IncidentEvent {
  readonly kind: IncidentKind;
  /** The node that it concerns where there may be several, otherwise ''. */
  readonly who: string;
  /** Whether it lasts until it is over; false for what only happens. */
  readonly lasts: boolean;
  /** False when it begins or happens, true when it is over. */
  readonly over: boolean;
}

export interface BrainEvent extends Driver {
  /** Name of the brain before. */
  readonly before: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEvent {
  readonly level: LogLevel;
  /** One line. */
  readonly message: string;
}

/** The events of a session, by name. */
export interface SessionEvents {
  readonly state: StateEvent;
  /** Every frame that comes from the camera, answered or not; its data is valid until the listener returns. */
  readonly frame: Frame;
  /** After a command has left. */
  readonly decision: DecisionEvent;
  readonly pose: Pose;
  /** A lap was completed. */
  readonly lap: LapEvent;
  /** An incident in the world over ROS (docs/safety.md). */
  readonly incident: IncidentEvent;
  /** The current metrics, up to 20 times a second while poses come. */
  readonly metrics: LiveMetrics;
  /** Another brain drives. */
  readonly brain: BrainEvent;
  readonly log: LogEvent;
}

const SESSION_EVENTS = [
  'state',
  'frame',
  'decision',
  'pose',
  'lap',
  'incident',
  'metrics',
  'brain',
  'log',
] as const satisfies readonly (keyof SessionEvents)[];

export type SessionEventName = keyof SessionEvents;
export type SessionListener<K extends SessionEventName> = (event: SessionEvents[K]) => void;

/** @throws ConfigurationError that names the events there are */
export function checkEventName(name: SessionEventName): void {
  if (SESSION_EVENTS.includes(name)) return;
  const known = SESSION_EVENTS.join(', ');
  throw new ConfigurationError(
    `a session has no event '${name}'${suggestion(name, SESSION_EVENTS)}; its events are ${known}`,
  );
}

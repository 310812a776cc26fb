/** What programs that import `f1-brain` may use; the rest may change without notice. docs/library.md describes it. */
import './drive/inference/no-telemetry';

/** What a user's own brain module needs to name. */
export type { UserBrain, UserBrainFactory } from './drive/brains/module-brain';
export {
  BagError,
  BrainError,
  ConfigurationError,
  InterruptedError,
  ModelError,
  ProviderError,
  SessionError,
  WorldError,
} from './errors';
export type { EndReason, LiveMetrics } from './measure/metrics/run-metrics';
export type { OutsideEndReason, SwapRequest, SwapResult } from './session/controls';
export type { Driver } from './session/recording/decision-message';
export type { SessionResult } from './session/run';
export type { RunStatistics } from './session/run-files';
export { Session } from './session/session';
export type {
  BrainEvent,
  DecisionEvent,
  IncidentEvent,
  LapEvent,
  LogEvent,
  SessionEventName,
  SessionEvents,
  SessionListener,
  SessionState,
  StateEvent,
} from './session/session-events';
export type {
  BuiltInSessionOptions,
  ExternalSessionOptions,
  SessionOptions,
} from './session/session-options';
export type { SessionView } from './session/session-view';
export type { Brain, BrainOutput, Command, Decision, Frame, PixelEncoding, Pose, Stamp } from './types';

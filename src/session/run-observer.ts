import type { DriveObserver } from '../drive/drive-observer';
import type { Brain, Decision, Frame } from '../types';
import type { Incidents } from '../world/ros/incidents';
import type { EventSource } from './event-source';
import { driverOf } from './recording/decision-message';
import type { RunMonitor } from './run-monitor';
import type { SessionEvents } from './session-events';
import type { SessionLog } from './session-log';

/** Called for each decision, after its command has left. */
export type DecisionListener = (decision: Decision, brain: Brain, frame: Frame) => void;

export interface RunObserverOptions {
  readonly events: EventSource<SessionEvents>;
  readonly log: SessionLog;
  /** Called when the drive stops the car, or drives on. */
  readonly onState: () => void;
  readonly monitor: RunMonitor;
  /** Of the world over ROS; null without one. */
  readonly incidents: Pick<Incidents, 'happened'> | null;
  /** Called for each decision before the monitor takes it. */
  readonly onDecision: DecisionListener;
  readonly onBrainLost: () => void;
}

/** Passes on what the drive reports: to the monitor, the log and the session's events. */
export function observerOf(options: RunObserverOptions): DriveObserver {
  const { events, log, onState, monitor, incidents, onDecision, onBrainLost } = options;
  return {
    frame: (frame) => events.emit('frame', frame),
    pose: (pose) => monitor.pose(pose),
    steered: (command) => monitor.steered(command),
    decision: (decision, brain, frame) => {
      onDecision(decision, brain, frame);
      monitor.decision(decision);
      for (const line of brain.notices?.() ?? []) log.info(line);
      if (events.has('decision')) events.emit('decision', { decision, driver: driverOf(brain), frame });
    },
    stopped: (reason) => {
      log.warn(`car stopped: ${reason}`);
      monitor.stopped();
      onState();
    },
    drivingOn: () => {
      log.info('driving on');
      monitor.drivingOn();
      onState();
    },
    rejectedFrame: (reason) => log.warn(`frame rejected: ${reason}`),
    gaveUp: (reason) => monitor.gaveUp(reason),
    keptFailing: (failure) => monitor.keptFailing(failure),
    brainRestarted: () => {
      const line = 'the brain did not answer for ten seconds and was restarted';
      if (incidents) incidents.happened('brain_restarted', line);
      else log.warn(line);
    },
    brainLost: (reason) => {
      log.error(`the brain is lost: ${reason}`);
      onBrainLost();
      monitor.end('brain_failed');
    },
  };
}

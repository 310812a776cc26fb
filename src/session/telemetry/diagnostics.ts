import { DiagnosticStatusConstants, type DiagnosticStatusMessage } from '../../messages/index';
import { count } from '../../support/count';
import type { NodeState } from './state';

const { OK, WARN, ERROR, STALE } = DiagnosticStatusConstants;

/** Levels of diagnostic_msgs/DiagnosticStatus. */
export const LEVEL = { ok: OK, warn: WARN, error: ERROR, stale: STALE } as const;

/** A status without the name of its node. */
interface Status {
  readonly level: number;
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/**
 * The state as diagnostic_msgs/DiagnosticStatus: drive, camera, model, recording, faults. Missing values are
 * empty.
 * @param node name that each status begins with
 */
export function diagnostics(state: NodeState, node: string): DiagnosticStatusMessage[] {
  const name = node.replace(/^\//, '');
  const parts = {
    drive: drive(state),
    camera: camera(state),
    model: model(state),
    recording: recording(state),
    faults: faults(state),
  };
  return Object.entries(parts).map(([part, { level, message, values }]) => ({
    level,
    name: `${name}: ${part}`,
    message,
    hardware_id: name,
    values: Object.entries(values).map(([key, value]) => ({ key, value: text(value) })),
  }));
}

function drive(state: NodeState): Status {
  const { counts, interval, stoppedBecause } = state;
  const values = {
    decisions_hz: interval.decisions_hz,
    sensor_to_actuator_mean_ms: interval.latency_mean_ms,
    sensor_to_actuator_max_ms: interval.latency_max_ms,
    v_mps: state.command?.v_mps ?? null,
    w_radps: state.command?.w_radps ?? null,
    watchdog_stops: state.stops,
    frames_answered: counts.answered,
    frames_failed: counts.failed,
    commands_limited: counts.limited,
    command_subscribers: state.cars,
    real_time_factor: state.realTimeFactor,
    gazebo_real_time_factor: state.gazeboRealTimeFactor,
  };
  if (stoppedBecause !== null) {
    return { level: LEVEL.error, message: `car stopped: ${stoppedBecause}`, values };
  }
  if (state.paused) return { level: LEVEL.warn, message: 'paused', values };
  if (state.cars === 0) return { level: LEVEL.warn, message: 'nobody subscribes to the commands', values };
  return { level: LEVEL.ok, message: 'driving', values };
}

function camera({ counts, interval, paused }: NodeState): Status {
  const values = {
    frames_hz: interval.frames_hz,
    frames_received: counts.received,
    frames_superseded: counts.superseded,
    frames_rejected: counts.rejected,
    frames_failed: counts.failed,
  };
  if (paused) return { level: LEVEL.ok, message: 'ignored while paused', values };
  if (!interval.frames_hz) return { level: LEVEL.stale, message: 'no frames', values };
  if (interval.rejected > 0) {
    return { level: LEVEL.warn, message: `${count(interval.rejected, 'frame')} could not be read`, values };
  }
  if (interval.failed > 0) {
    return { level: LEVEL.warn, message: `the brain failed on ${count(interval.failed, 'frame')}`, values };
  }
  if (interval.superseded > 0) {
    const were = interval.superseded === 1 ? 'was' : 'were';
    return {
      level: LEVEL.warn,
      message: `${count(interval.superseded, 'frame')} ${were} superseded`,
      values,
    };
  }
  return { level: LEVEL.ok, message: 'every frame answered', values };
}

function model({ brain, model, provider, interval }: NodeState): Status {
  const values = {
    brain,
    model,
    provider,
    inference_mean_ms: interval.inference_mean_ms,
    step_mean_ms: interval.step_mean_ms,
  };
  const message =
    model === null ? `${brain}, no network` : `${model} on ${provider ?? 'an unknown provider'}`;
  return { level: LEVEL.ok, message, values };
}

function recording({ bag, recordUnsaved }: NodeState): Status {
  const values = { bag };
  if (recordUnsaved) return { level: LEVEL.error, message: 'something was not saved; see the log', values };
  return { level: LEVEL.ok, message: bag === null ? 'off' : `to ${bag}`, values };
}

function faults({ incidents, lasting }: NodeState): Status {
  if (lasting.length > 0) return { level: LEVEL.warn, message: lasting.join(', '), values: incidents };
  const count = Object.values(incidents).reduce((sum, n) => sum + n, 0);
  return { level: LEVEL.ok, message: count === 0 ? 'none' : `${count} so far, none now`, values: incidents };
}

function text(value: string | number | null): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : (value ?? '');
}

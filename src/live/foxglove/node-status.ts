import {
  DiagnosticStatusConstants,
  type DiagnosticStatusMessage,
  encodeDiagnosticArray,
  encodeMetrics,
} from '../../messages/index';
import type { Stamp } from '../../types';
import type { FiguresMessage, IncidentMessage, StateMessage } from '../messages';
import { headerOf } from './encode';
import type { Interval } from './interval';

const { OK, WARN, ERROR, STALE } = DiagnosticStatusConstants;
const NODE = 'f1_brain';

interface Status {
  readonly level: number;
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number | null>>;
}

/** The state of the run, as the node tells it over ROS. */
export class NodeStatus {
  state: StateMessage | null = null;
  figures: FiguresMessage | null = null;
  /** The latest pose and command. */
  latest = { speed_mps: Number.NaN, deviation_m: Number.NaN, v_mps: Number.NaN, w_radps: Number.NaN };
  readonly #lasting = new Set<string>();

  incident({ kind, who, lasts, over }: IncidentMessage): void {
    const name = describeIncident(kind, who);
    if (over) this.#lasting.delete(name);
    else if (lasts) this.#lasting.add(name);
  }

  /** diagnostic_msgs/DiagnosticArray. */
  diagnosticBytes(stamp: Stamp): Buffer {
    const parts = {
      drive: this.#drive,
      camera: this.#camera,
      model: this.#model,
      recording: this.#recording,
      faults: this.#faults,
    };
    const status = Object.entries(parts).map(([part, given]): DiagnosticStatusMessage => {
      const values = Object.entries(given.values ?? {});
      return {
        level: given.level,
        name: `${NODE}: ${part}`,
        message: given.message,
        hardware_id: NODE,
        values: values.map(([key, value]) => ({ key, value: value === null ? '' : String(value) })),
      };
    });
    return encodeDiagnosticArray({ header: headerOf(stamp), status });
  }

  /** f1_brain/Metrics. */
  metricsBytes(figures: FiguresMessage, interval: Interval, stamp: Stamp): Buffer {
    const { state, latest } = this;
    const number = (value: number | null) => value ?? Number.NaN;
    const { received, answered, superseded, failed, rejected } = figures.frames;
    return encodeMetrics({
      header: headerOf(stamp),
      brain: state?.driver.brain ?? '',
      model: state?.driver.model ?? '',
      provider: state?.driver.provider ?? '',
      paused: state?.state === 'paused',
      stopped: state?.state === 'stopped',
      simulated_s: number(figures.sim_s),
      frame_frequency_hz: number(figures.frames_hz),
      decision_frequency_hz: number(figures.decisions_hz),
      decision_frequency_simulated_hz: number(figures.decisions_hz) / number(figures.realTimeFactor),
      ...interval.take(),
      real_time_factor: number(figures.realTimeFactor),
      gazebo_real_time_factor: Number.NaN,
      v_mps: latest.v_mps,
      w_radps: latest.w_radps,
      speed_mps: latest.speed_mps,
      position_deviation_m: latest.deviation_m,
      position_deviation_mean_m: number(figures.deviationMean_m),
      percentage_completed: number(figures.percent),
      completed_distance_m: number(figures.distance_m),
      frames_received: received ?? 0,
      frames_answered: answered ?? 0,
      frames_superseded: superseded ?? 0,
      frames_failed: failed ?? 0,
      frames_rejected: rejected ?? 0,
      stops: figures.stops ?? 0,
    });
  }

  get #drive(): Status {
    const { state, figures } = this;
    if (state === null) return { level: STALE, message: 'not started' };
    const values = {
      decisions_hz: figures?.decisions_hz ?? null,
      real_time_factor: figures?.realTimeFactor ?? null,
      percentage_completed: figures?.percent ?? null,
      stops: figures?.stops ?? null,
    };
    const message = state.reason === null ? state.state : `${state.state}: ${state.reason}`;
    const level = state.state === 'stopped' ? ERROR : state.state === 'paused' ? WARN : OK;
    return { level, message, values };
  }

  get #camera(): Status {
    const { figures } = this;
    if (figures === null) return { level: STALE, message: 'no frames' };
    const { received, superseded, failed, rejected } = figures.frames;
    const values = { frames_hz: figures.frames_hz, received, superseded, failed, rejected };
    const isBad = Boolean(rejected || failed);
    return { level: isBad ? WARN : OK, message: isBad ? 'frames failed or were rejected' : 'frames', values };
  }

  get #model(): Status {
    const { brain, model, provider } = this.state?.driver ?? { brain: null, model: null, provider: null };
    return { level: OK, message: brain ?? '', values: { model, provider } };
  }

  get #recording(): Status {
    const file = this.state?.recording ?? null;
    return { level: OK, message: file ?? 'off' };
  }

  get #faults(): Status {
    const lasting = [...this.#lasting];
    return { level: lasting.length > 0 ? WARN : OK, message: lasting.join(', ') || 'none now' };
  }
}

/** For the log. */
export function describeIncident(kind: string, who: string): string {
  const words = kind.replaceAll('_', ' ');
  return who === '' ? words : `${words} (${who})`;
}

import type {
  FiguresMessage,
  HelloMessage,
  LiveCard,
  LiveSpread,
  SamplesMessage,
  StateMessage,
} from '../../../../src/live/messages';
import { PROTOCOL } from '../../../../src/live/messages';

/** Messages of a run on a square of 100 m, as a server sends them. */

export const CARD: LiveCard = {
  name: 'pilotnet',
  file: 'pilotnet.onnx',
  precision: 'int8',
  parent: null,
  bytes: 412_345,
  shape: [1, 3, 66, 200],
  layout: 'NCHW',
  crop: { top: 0.45, bottom: 1 },
  frames: 1,
  hasState: false,
  seesLine: false,
};

export const HELLO: HelloMessage = {
  type: 'hello',
  protocol: PROTOCOL,
  version: '1.2.3',
  session: 'first',
  started_ms: 0,
  kind: 'session',
  world: 'ros',
  circuit: null,
  direction: 'forward',
  laps: 2,
  choices: { brains: ['line_follower', 'pilotnet'], models: ['pilotnet', 'other'], providers: ['cpu'] },
};

export const STATE: StateMessage = {
  type: 'state',
  wall_ms: 0,
  state: 'driving',
  reason: null,
  driver: { brain: 'pilotnet', model: 'pilotnet', provider: 'cpu', card: CARD },
  recording: null,
  byHand: false,
  isMyHand: false,
  controls: { pause: null, resume: 'it is not paused', stop: null, swap: null },
};

const SPREAD: LiveSpread = { p50: 1, p95: 2, p99: 3, max: 4 };

export const FIGURES: FiguresMessage = {
  type: 'figures',
  wall_ms: 1000,
  sim_s: 1,
  step_ms: SPREAD,
  inference_ms: SPREAD,
  latency_ms: SPREAD,
  frame_age_ms: SPREAD,
  throughput_hz: 900,
  decisions_hz: 20,
  frames_hz: 20,
  realTimeFactor: 1,
  deviationMean_m: 0.05,
  deviationMax_m: 0.2,
  distance_m: 100,
  averageSpeed_mps: 10,
  percent: 25,
  lapsCompleted: 0,
  frames: { received: 100, answered: 99, superseded: 1, failed: 0, rejected: 0 },
  stops: 0,
  offTrackEvents: 0,
  wallContactEvents: 0,
};

export interface Row {
  readonly at_ms: number;
  readonly x_m?: number;
  readonly y_m?: number;
  readonly v_mps?: number;
  readonly deviation_m?: number | null;
  readonly step_ms?: number;
}

/** A message with a pose and a decision at each time. */
export function samplesOf(rows: readonly Row[], isHistory = false): SamplesMessage {
  const column = <T>(pick: (row: Row) => T) => rows.map(pick);
  const wall_ms = column(({ at_ms }) => at_ms);
  const v_mps = column((row) => row.v_mps ?? 10);
  const zero = column(() => 0);
  return {
    type: 'samples',
    isHistory,
    lost: 0,
    poses: {
      wall_ms,
      sim_s: column(({ at_ms }) => at_ms / 1000),
      x_m: column((row) => row.x_m ?? 0),
      y_m: column((row) => row.y_m ?? 0),
      yaw_rad: zero,
      v_mps,
      w_radps: zero,
      deviation_m: column((row) => (row.deviation_m === undefined ? 0 : row.deviation_m)),
      percent: zero,
    },
    decisions: {
      wall_ms,
      sim_s: column(({ at_ms }) => at_ms / 1000),
      frame: wall_ms.map((_, i) => i),
      v_mps,
      w_radps: zero,
      step_ms: column((row) => row.step_ms ?? 1),
      inference_ms: zero,
      latency_ms: zero,
      frame_age_ms: zero,
    },
  };
}

import type { Circuit } from '../../src/circuit/circuit';
import type { Direction } from '../../src/circuit/direction';
import { loadCircuit } from '../../src/circuit/load';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsValues,
} from '../../src/measure/metrics/behavior-metrics/result';
import { LapMetrics } from '../../src/measure/metrics/lap-metrics';
import { wallsOf } from '../../src/measure/metrics/line';
import type { BagMeasurement, SeriesPoint, TimeBins } from '../../src/measure/metrics/measurement';

export interface SyntheticRun {
  readonly circuit?: string;
  readonly direction?: Direction;
  readonly brain?: string;
  readonly model?: string | null;
  readonly model_sha256?: string | null;
  readonly model_path?: string | null;
  readonly provider?: string | null;
  readonly seed?: number;
  /** Amplitude of the weave, m. */
  readonly weave_m?: number;
  readonly inference_ms?: number;
  /** Share of a lap to drive; beyond it the car leaves the track if `leaves` is set. */
  readonly share?: number;
  readonly leaves?: boolean;
  readonly file?: string;
}

const INTERVAL_S = 0.05;
const circuits = new Map<string, Promise<Circuit>>();

/** A synthetic run along a real circuit, measured with LapMetrics. Deterministic for the
 *  same arguments. */
export async function syntheticMeasurement(run: SyntheticRun = {}): Promise<BagMeasurement> {
  const { direction = 'forward', brain = 'pilotnet', model = 'pilotnet', seed = 1 } = run;
  const circuit = await loadCached(run.circuit ?? 'simple_circuit');
  const walls = wallsOf(circuit);
  const lapMetrics = new LapMetrics(circuit, direction, 1, { walls });
  const random = seededNumbers(seed);
  const inference_ms = run.inference_ms ?? 0.9;
  const sign = direction === 'forward' ? 1 : -1;
  const weave_m = (run.weave_m ?? 0.08) * (0.9 + 0.2 * random());
  const trace: SeriesPoint[] = [];
  const [inference, step, latency]: [number[], number[], number[]] = [[], [], []];
  const until_m = (run.share ?? 1.02) * circuit.length_m;
  let distance_m = 0;
  let drift_m = 0;
  for (let i = 0; lapMetrics.endedBecause === null && (distance_m < until_m || run.leaves === true); i += 1) {
    const time_s = i * INTERVAL_S;
    const at = circuit.pointAt(sign * distance_m);
    const v_mps = Math.max(5, 13 - 60 * Math.abs(at.curvature_1pm)) + 0.2 * random();
    if (distance_m >= until_m) drift_m += 0.2;
    const lateral_m =
      weave_m * Math.sin(distance_m / 11 + seed) * (0.4 + 8 * Math.abs(at.curvature_1pm)) + drift_m;
    const heading_rad = at.heading_rad + (sign > 0 ? 0 : Math.PI);
    const x_m = at.x_m - lateral_m * Math.sin(heading_rad);
    const y_m = at.y_m + lateral_m * Math.cos(heading_rad);
    const w_radps = sign * v_mps * at.curvature_1pm + 0.1 * (random() - 0.5);
    lapMetrics.pose({
      x_m,
      y_m,
      yaw_rad: heading_rad,
      v_mps,
      w_radps,
      sim_s: time_s,
      arrival_ms: 1000 * time_s,
    });
    trace.push({ x_m, y_m, v_mps, w_radps, time_s, distance_m, deviation_m: lateral_m, breaks: false });
    const tail = random() ** 8;
    inference.push(inference_ms * (0.8 + 0.3 * random() + 2 * tail));
    step.push(inference.at(-1)! + 0.1 + 0.05 * random());
    latency.push(step.at(-1)! + 0.4 + 0.8 * random());
    lapMetrics.decision({
      sequence: i,
      stamp: null,
      command: { v_mps, w_radps },
      waited_ms: 0.2,
      step_ms: step.at(-1)!,
      inference_ms: inference.at(-1)!,
      sensor_to_actuator_ms: latency.at(-1)!,
      left_ms: 1000 * time_s + latency.at(-1)!,
      sim_s: time_s,
    });
    distance_m += v_mps * INTERVAL_S;
  }
  if (lapMetrics.endedBecause === null) lapMetrics.end('time_limit');
  lapMetrics.frames({
    received: trace.length,
    answered: trace.length,
    superseded: 0,
    failed: 0,
    rejected: 0,
  });
  const metrics = lapMetrics.compute();
  const file =
    run.file ?? `runs/${run.circuit ?? 'simple_circuit'}-${brain}-${seed}/20261122-2315${10 + seed}.bag`;
  const theirs = Object.fromEntries(BEHAVIOR_METRICS_KEYS.map((key) => [key, null]));
  return {
    file,
    scan: {
      size_bytes: 1e6,
      chunks: 1,
      messages: 1000,
      connections: [],
      compressions: ['none'],
      indexed: true,
      damage: [],
    },
    metadata: null,
    identity: {
      brain,
      model,
      model_sha256: run.model_sha256 ?? null,
      model_path: run.model_path ?? null,
      provider: run.provider === undefined ? 'cpu' : run.provider,
      world: 'lockstep',
      circuit: circuit.name,
      direction,
      laps: 1,
      seed,
      wall_contacts: 0,
      recorded_at: null,
    },
    behaviorMetrics: {
      metrics: {
        ...theirs,
        position_deviation_mae: metrics.crash === null ? 1.4 + 4 * weave_m : null,
        percentage_completed: metrics.percentage_completed,
      } as BehaviorMetricsValues,
      corrected: {},
      notes: [],
    },
    perfectLap: `line of ${circuit.name}`,
    metrics,
    recorded: null,
    notes:
      metrics.crash === null
        ? []
        : [
            {
              figure: 'position_deviation_mean_m',
              reason: 'the car left the track: no deviation of the whole run',
            },
          ],
    series: {
      line: circuit,
      walls,
      direction,
      trace,
      step_ms: binsOf(step),
      sensor_to_actuator_ms: binsOf(latency),
      inference_ms: binsOf(inference),
      overTime: Array.from({ length: 40 }, (_, i) => ({
        time_s: (i * trace.length * INTERVAL_S) / 40,
        decisions_per_s: 19.5 + random(),
        frames_per_s: 20,
        real_time_factor: 0.98 + 0.03 * random(),
      })),
    },
  };
}

function loadCached(name: string): Promise<Circuit> {
  const circuit = circuits.get(name) ?? loadCircuit(name);
  circuits.set(name, circuit);
  return circuit;
}

/** Histogram with bins that grow by 2%. */
export function binsOf(values: readonly number[]): TimeBins {
  const bins = new Map<number, number>();
  for (const value of values) {
    const bin = Math.floor(Math.log(value) / Math.log(1.02));
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const order = [...bins.keys()].sort((a, b) => a - b);
  return {
    lower_ms: order.map((bin) => 1.02 ** bin),
    upper_ms: order.map((bin) => 1.02 ** (bin + 1)),
    counts: order.map((bin) => bins.get(bin)!),
  };
}

/** Numbers from 0 to 1, the same for a seed (a linear congruential generator with the
 *  constants of Numerical Recipes). */
function seededNumbers(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

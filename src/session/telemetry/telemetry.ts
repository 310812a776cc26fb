import type { CameraSettings } from '../../config/camera-settings';
import type { Drive } from '../../drive/drive';
import type { DriveCounts } from '../../drive/drive-counts';
import type { LapMetrics } from '../../measure/metrics/lap-metrics';
import type { RosNode } from '../../ros/transport';
import { type Brain, type Decision, type Frame, type NetworkImage, NO_STAMP, type World } from '../../types';
import { DebugView } from './debug-view';
import { diagnostics } from './diagnostics';
import { Interval } from './interval';
import { metricsMessage } from './metrics-message';
import { rosTimeOf } from './ros-time';
import type { NodeState } from './state';

export interface TelemetryOptions {
  readonly node: RosNode;
  readonly drive: Drive;
  /** Where the car's camera is, as far as it is set. */
  readonly camera?: CameraSettings;
  readonly world: Pick<World, 'simulatedSeconds'> & { readonly commandSubscribers: number };
  /** The current metrics; they may be started again. */
  readonly metrics: () => LapMetrics;
  /** The drive's counts and stops since the metrics were last started. */
  readonly counts: () => DriveCounts;
  readonly stops: () => number;
  readonly record: () => Pick<NodeState, 'bag' | 'recordUnsaved'>;
  readonly realTimeFactors: () => Pick<NodeState, 'realTimeFactor' | 'gazeboRealTimeFactor'>;
  readonly faults: () => Pick<NodeState, 'incidents' | 'lasting'>;
}

const PERIOD_MS = 1000;
/** Least time between two debug images, which are for people. */
const DEBUG_PERIOD_MS = 100;

/**
 * What the node publishes about itself while it runs: ~metrics and /diagnostics once a second, ~debug/image while it
 * has subscribers. Everything is published after a command has left, and delays none.
 */
export class Telemetry {
  readonly #options: TelemetryOptions;
  readonly #metrics;
  readonly #diagnostics;
  readonly #image;
  readonly #view: DebugView;
  readonly #interval = new Interval(performance.now());
  readonly #timer: NodeJS.Timeout;
  #last: Decision | null = null;
  #seq = 0;
  #imageSeq = 0;
  #drawn_ms = Number.NEGATIVE_INFINITY;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#view = new DebugView(options.camera);
    const { node } = options;
    this.#metrics = node.advertise('~metrics', 'f1_brain/Metrics');
    this.#diagnostics = node.advertise('/diagnostics', 'diagnostic_msgs/DiagnosticArray');
    this.#image = node.advertise('~debug/image', 'sensor_msgs/Image', { queueSize: 2 });
    this.#timer = setInterval(() => this.#publish(), PERIOD_MS);
    this.#timer.unref();
  }

  /** Called after each command has left. */
  decision(decision: Decision, brain: Brain, frame: Frame): void {
    this.#last = decision;
    this.#interval.decision(decision);
    if (this.#image.subscribers > 0 && decision.left_ms - this.#drawn_ms >= DEBUG_PERIOD_MS) {
      this.#drawn_ms = decision.left_ms;
      const input = brain.look?.() ?? null;
      if (!(input instanceof Promise)) this.#show(decision, frame, input);
      else {
        // A network in another thread answers when the frame's bytes may have been reused.
        const kept = { ...frame, data: Uint8Array.from(frame.data) };
        void input.then((seen) => this.#show(decision, kept, seen));
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #publish(): void {
    const state = this.#state();
    const { node, world } = this.#options;
    const stamp = rosTimeOf(node, world.simulatedSeconds(), performance.now());
    this.#seq += 1;
    this.#metrics.publish(metricsMessage(state, stamp, this.#seq));
    this.#diagnostics.publish({
      header: { seq: this.#seq, stamp, frame_id: '' },
      status: diagnostics(state, node.name),
    });
  }

  #state(): NodeState {
    const { drive, world, record, realTimeFactors, faults } = this.#options;
    const { brain } = drive.active;
    const metrics = this.#options.metrics();
    const { position_deviation_mean_m, completed_distance_m } = metrics.compute();
    const sim_s = world.simulatedSeconds();
    const isStopped = drive.paused || drive.stoppedBecause !== null;
    return {
      brain: brain.name,
      model: brain.model,
      provider: brain.provider,
      paused: drive.paused,
      stoppedBecause: drive.stoppedBecause,
      stops: this.#options.stops(),
      counts: this.#options.counts(),
      interval: this.#interval.take(performance.now(), sim_s, drive.counts),
      sim_s,
      command: isStopped ? { v_mps: 0, w_radps: 0 } : (this.#last?.command ?? null),
      live: metrics.live(),
      deviationMean_m: position_deviation_mean_m,
      distance_m: completed_distance_m,
      cars: world.commandSubscribers,
      ...record(),
      ...realTimeFactors(),
      ...faults(),
    };
  }

  #show({ command, stamp }: Decision, frame: Frame, input: NetworkImage | null): void {
    const { data, width, height } = this.#view.draw(frame, command, input);
    this.#imageSeq += 1;
    this.#image.publish({
      header: {
        seq: this.#imageSeq,
        stamp: stamp ?? NO_STAMP,
        frame_id: '',
      },
      height,
      width,
      encoding: 'rgb8',
      is_bigendian: 0,
      step: 3 * width,
      data,
    });
  }
}

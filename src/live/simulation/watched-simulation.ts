import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { LapMetrics } from '../../measure/metrics/lap-metrics';
import { wallsOf } from '../../measure/metrics/line';
import type { RunMetrics } from '../../measure/metrics/run-metrics';
import { EventSource } from '../../session/event-source';
import type { Command, Decision, Frame, Pose } from '../../types';
import type { WorldWatcher } from '../../world/simulator/world-watcher';
import type { FedEvents, FedSession } from '../feed/feed';
import type { MeasuredRun } from '../feed/figures';
import { KeptFrame } from '../feed/kept-frame';

/** The built-in world as a node, as pages see it: its car is measured on its circuit, whoever drives it. */
export class WatchedSimulation implements FedSession, MeasuredRun, WorldWatcher {
  /** Of a drive, which this process does not see. */
  readonly stops = null;
  readonly #circuit: Circuit;
  readonly #direction: Direction;
  readonly #isImageWanted: () => boolean;
  readonly #events = new EventSource<FedEvents>((error) => {
    throw error;
  });
  readonly #kept = new KeptFrame();
  #metrics: LapMetrics;
  #laps = 0;
  #last: Pose | null = null;
  #commands = 0;
  #frames = 0;

  /** @param isImageWanted whether a page waits for an image */
  constructor(circuit: Circuit, direction: Direction, isImageWanted: () => boolean) {
    this.#circuit = circuit;
    this.#direction = direction;
    this.#isImageWanted = isImageWanted;
    this.#metrics = this.#newMetrics();
  }

  get view(): MeasuredRun {
    return this;
  }

  /** The current metrics; others once they were started again. */
  get metrics(): LapMetrics {
    return this.#metrics;
  }

  get wantsFrame(): boolean {
    return this.#isImageWanted();
  }

  /** Commands so far. */
  get commands(): number {
    return this.#commands;
  }

  on<K extends keyof FedEvents>(name: K, listener: (event: FedEvents[K]) => void): () => void {
    return this.#events.on(name, listener);
  }

  compute(): RunMetrics {
    const unknown = { answered: null, superseded: null, failed: null, rejected: null };
    this.#metrics.frames({ received: null, ...unknown });
    return this.#metrics.compute();
  }

  /** Metrics, laps and path begin again. */
  restart(): void {
    this.#metrics = this.#newMetrics();
    this.#laps = 0;
    this.#last = null;
  }

  frame(frame: Frame): void {
    this.#frames = frame.sequence;
    this.#kept.keep(frame);
    this.#events.emit('frame', frame);
  }

  pose(pose: Pose): void {
    // Time was set back.
    if (this.#last?.sim_s != null && pose.sim_s !== null && pose.sim_s < this.#last.sim_s) this.restart();
    this.#last = pose;
    // First, as a session does it.
    this.#events.emit('pose', pose);
    this.#metrics.pose(pose);
    const { count, last_s } = this.#metrics.completedLaps;
    if (count === this.#laps) return;
    this.#laps = count;
    this.#events.emit('lap', { lap: count, seconds: last_s });
  }

  command(command: Command): void {
    const frame = this.#kept.take();
    this.#commands += 1;
    const decision: Decision = {
      sequence: frame?.sequence ?? this.#frames,
      stamp: null,
      command,
      waited_ms: Number.NaN,
      step_ms: Number.NaN,
      inference_ms: null,
      sensor_to_actuator_ms: Number.NaN,
      left_ms: performance.now(),
      sim_s: this.#last?.sim_s ?? null,
    };
    this.#events.emit('decision', { decision, frame });
  }

  #newMetrics(): LapMetrics {
    const walls = wallsOf(this.#circuit);
    return new LapMetrics(this.#circuit, this.#direction, Number.POSITIVE_INFINITY, { walls, endless: true });
  }
}

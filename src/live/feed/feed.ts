import type { LapMetrics } from '../../measure/metrics/lap-metrics';
import type { DecisionEvent, SessionEvents } from '../../session/session-events';
import type { SessionView } from '../../session/session-view';
import type { Frame, Pose } from '../../types';
import type { Broadcast } from './channel';
import { type FrameSlotMemory, FrameSlotWriter } from './frame-slot';
import { type SampleRingMemory, SampleWriter } from './sample-ring';
import { DECISION, POSE, RESTART, ROW_COLUMNS } from './samples';

/** The events that a page shows. A decision without its frame leaves the image as it is. */
export interface FedEvents extends Omit<SessionEvents, 'decision'> {
  readonly decision: Pick<DecisionEvent, 'decision'> & { readonly frame: Frame | null };
}

/** What the feed listens to. */
export interface FedSession {
  on<K extends keyof FedEvents>(name: K, listener: (event: FedEvents[K]) => void): () => void;
  readonly view: Pick<SessionView, 'metrics'>;
}

export interface FeedOptions {
  readonly session: FedSession;
  readonly samples: SampleRingMemory;
  readonly frames: FrameSlotMemory;
  /** Monotonic time at which `wall_ms` is 0. */
  readonly zero_ms: number;
  readonly onPixels: (pixels: SharedArrayBuffer) => void;
  readonly onMessage: (message: Broadcast) => void;
}

/** Least simulated time between two poses; without a clock, wall time. */
const POSE_PERIOD_S = 0.02;
/** Stamps have a grain. */
const GRAIN_S = 0.001;
/** A frame without an answer is shown when none was answered for so long: the car is paused or stopped. */
const UNANSWERED_MS = 500;

/**
 * What a live page shows of a session, handed to the thread that serves pages: numbers into a ring, a frame into a slot
 * where one is wanted. Runs in the thread that drives; each event costs microseconds.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #writer: SampleWriter;
  readonly #slot: FrameSlotWriter;
  readonly #row = new Float64Array(ROW_COLUMNS);
  readonly #releases: (() => void)[];
  #view: FedSession['view'] | null = null;
  #metrics: LapMetrics | null = null;
  /** When the metrics began again, until that is written; else null. Nothing of them is told before. */
  #restart_ms: number | null = null;
  /** Laps that are told after it. */
  #laps: Broadcast[] = [];
  /** A pose whose metrics are there when the next one comes. */
  #pending: Pose | null = null;
  #shownPose: Pose | null = null;
  #answered_ms = Number.NEGATIVE_INFINITY;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { session, onMessage } = options;
    this.#writer = new SampleWriter(options.samples);
    this.#slot = new FrameSlotWriter(options.frames, options.onPixels);
    const now = () => this.#now();
    this.#releases = [
      session.on('pose', (pose) => this.#pose(pose)),
      session.on('decision', (event) => this.#decision(event)),
      session.on('frame', (frame) => this.#frame(frame)),
      session.on('lap', (lap) => this.#lap({ type: 'lap', wall_ms: now(), ...lap })),
      session.on('incident', (incident) => onMessage({ type: 'incident', wall_ms: now(), ...incident })),
      session.on('log', ({ level, message }) =>
        onMessage({ type: 'log', wall_ms: now(), level, line: message }),
      ),
    ];
  }

  /** Whether a page waits for a frame. */
  get wantsFrame(): boolean {
    return this.#slot.isWanted;
  }

  /** Writes what is still to be written, and listens no more. */
  close(): void {
    for (const release of this.#releases.splice(0)) release();
    if (this.#view) this.follow();
    this.#writePending();
  }

  /** Tells that the metrics have begun again, if they have. Comes before anything else that is told of them; the session
   *  must be open. */
  follow(): void {
    this.#view ??= this.#options.session.view;
    const { metrics } = this.#view;
    if (metrics !== this.#metrics) {
      if (this.#metrics !== null) this.#restart_ms = this.#now();
      this.#metrics = metrics;
      this.#pending = null;
      this.#shownPose = null;
      this.#laps = [];
    }
    this.#writeRestart();
  }

  #writeRestart(): void {
    if (this.#restart_ms === null) return;
    this.#row[0] = RESTART;
    this.#row[1] = this.#restart_ms;
    if (!this.#writer.tryWrite(this.#row)) return;
    this.#restart_ms = null;
    for (const lap of this.#laps.splice(0)) this.#options.onMessage(lap);
  }

  /** Writes a row, unless it would come before a restart for which there is no room yet. */
  #write(row: Float64Array): void {
    if (this.#restart_ms === null) this.#writer.write(row);
    else this.#writer.lose();
  }

  #now(): number {
    return performance.now() - this.#options.zero_ms;
  }

  #lap(message: Broadcast): void {
    this.follow();
    if (this.#restart_ms === null) this.#options.onMessage(message);
    else this.#laps.push(message);
  }

  #pose(pose: Pose): void {
    this.follow();
    this.#writePending();
    if (!this.#isDue(pose)) return;
    this.#pending = pose;
    this.#shownPose = pose;
  }

  #isDue({ sim_s, arrival_ms }: Pose): boolean {
    const last = this.#shownPose;
    if (last === null) return true;
    const since_s =
      sim_s === null || last.sim_s === null ? (arrival_ms - last.arrival_ms) / 1000 : sim_s - last.sim_s;
    return since_s < 0 || since_s >= POSE_PERIOD_S - GRAIN_S;
  }

  #writePending(): void {
    const pose = this.#pending;
    if (pose === null || this.#metrics === null) return;
    this.#pending = null;
    const live = this.#metrics.live();
    // Poses that do not count, while the car is put elsewhere, have no deviation.
    const isMeasured = live.simulated_s === pose.sim_s;
    const row = this.#row;
    row[0] = POSE;
    row[1] = pose.arrival_ms - this.#options.zero_ms;
    row[2] = pose.sim_s ?? Number.NaN;
    row[3] = pose.x_m;
    row[4] = pose.y_m;
    row[5] = pose.yaw_rad;
    row[6] = pose.v_mps;
    row[7] = pose.w_radps;
    row[8] = (isMeasured ? live.position_deviation_m : null) ?? Number.NaN;
    row[9] = live.percent ?? Number.NaN;
    this.#write(row);
  }

  #decision({ decision, frame }: FedEvents['decision']): void {
    this.follow();
    const row = this.#row;
    const { command, sim_s } = decision;
    const wall_ms = decision.left_ms - this.#options.zero_ms;
    row[0] = DECISION;
    row[1] = wall_ms;
    row[2] = sim_s ?? Number.NaN;
    row[3] = decision.sequence;
    row[4] = command.v_mps;
    row[5] = command.w_radps;
    row[6] = decision.step_ms;
    row[7] = decision.inference_ms ?? Number.NaN;
    row[8] = decision.sensor_to_actuator_ms;
    row[9] = decision.compensation?.age_ms ?? Number.NaN;
    this.#write(row);
    if (frame === null) return;
    this.#answered_ms = decision.left_ms;
    if (this.#slot.isWanted) {
      this.#slot.put(frame, { frame: decision.sequence, wall_ms, sim_s, ...command });
    }
  }

  #frame(frame: Frame): void {
    if (!this.#slot.isWanted || frame.arrival_ms - this.#answered_ms < UNANSWERED_MS) return;
    const wall_ms = frame.arrival_ms - this.#options.zero_ms;
    const { sequence } = frame;
    this.#slot.put(frame, { frame: sequence, wall_ms, sim_s: null, v_mps: null, w_radps: null });
  }
}

import type { FrameCounts } from '../../measure/metrics/run-metrics';
import type { MetricsMessage } from '../../messages/index';
import type { Driver } from '../../session/recording/decision-message';
import type { LiveState } from '../messages';
import type { NodeDiagnostics } from './node-reports';

/** A node of f1-brain reports once a second; after so long it has stopped. */
const REPORT_SILENT_MS = 4000;
/** A driver sends commands all the time. */
const COMMAND_SILENT_MS = 2000;
/** A simulator sends images and odometry all the time. */
const CAR_SILENT_MS = 3000;

const NOBODY: Driver = { brain: '', model: null, provider: null };

/** What a watch sees of the car. */
export interface CarSigns {
  /** Topics on which nothing has come yet. */
  readonly missing: readonly string[];
  /** Topic of the commands. */
  readonly commandTopic: string;
  readonly silent_ms: number | null;
  readonly commandSilent_ms: number | null;
}

/** The node that drives, as far as it tells of itself. */
export class WatchedNode {
  /** Null while nobody drives. */
  #name: string | null = null;
  #metrics: MetricsMessage | null = null;
  #metrics_ms = 0;
  #diagnostics: NodeDiagnostics | null = null;
  #driver: Driver | null = null;
  #paused = false;
  #recording: string | null = null;

  get name(): string | null {
    return this.#name;
  }

  /** Whether it is a node of f1-brain, which offers its services. */
  get reports(): boolean {
    return this.#metrics !== null;
  }

  /** The counts of frames and stops as it reported them last; null for a node that reports nothing. */
  get metrics(): MetricsMessage | null {
    return this.#metrics;
  }

  /** Frames as the node counts them; of one that reports nothing, what is known here.
   *  @param seen frames that came here, and those that could not be read */
  counts({ received, rejected }: { readonly received: number; readonly rejected: number }): FrameCounts {
    const metrics = this.#metrics;
    if (metrics === null) return { received, answered: null, superseded: null, failed: null, rejected };
    return {
      received: metrics.frames_received,
      answered: metrics.frames_answered,
      superseded: metrics.frames_superseded,
      failed: metrics.frames_failed,
      rejected: metrics.frames_rejected,
    };
  }

  get paused(): boolean {
    return this.#paused;
  }

  get recording(): string | null {
    return this.#recording;
  }

  get driver(): { readonly [key in keyof Driver]: string | null } {
    return this.#driver ?? { ...NOBODY, brain: null };
  }

  /** Another node drives, or none. */
  follow(name: string | null): void {
    this.#name = name;
    this.#metrics = null;
    this.#diagnostics = null;
    this.#driver = null;
    this.#paused = false;
    this.#recording = null;
  }

  /** @returns whether its counts began again: it was started again, or its metrics were */
  takeMetrics(metrics: MetricsMessage, now_ms: number): boolean {
    const before = this.#metrics;
    this.#metrics = metrics;
    this.#metrics_ms = now_ms;
    this.#paused = metrics.paused;
    const { brain, model, provider } = metrics;
    this.#driver = { brain, model: model || null, provider: provider || null };
    return before !== null && metrics.frames_received < before.frames_received;
  }

  /** @returns incidents that happened since the last report, by kind */
  takeDiagnostics(diagnostics: NodeDiagnostics): string[] {
    const before = this.#diagnostics;
    this.#diagnostics = diagnostics;
    this.#recording = diagnostics.bag;
    if (before === null) return [];
    return [...diagnostics.incidents].flatMap(([kind, count]) =>
      count > (before.incidents.get(kind) ?? 0) ? [kind] : [],
    );
  }

  /** What a service of the node has changed: it tells it again with its next report. */
  changed({ paused, recording, driver }: NodeChange): void {
    if (paused !== undefined) this.#paused = paused;
    if (recording !== undefined) this.#recording = recording;
    if (driver !== undefined) this.#driver = driver;
  }

  /** What the run is in, as a page shows it, with the reason where there is one. */
  state(car: CarSigns, now_ms: number): { readonly state: LiveState; readonly reason: string | null } {
    const { missing, commandTopic, silent_ms, commandSilent_ms } = car;
    if (silent_ms === null) return { state: 'opening', reason: `waiting for ${missing.join(', ')}` };
    if (silent_ms > CAR_SILENT_MS) {
      return {
        state: 'stopped',
        reason: 'neither images nor odometry come: the simulator is paused, or gone',
      };
    }
    if (this.#name === null) {
      const state = commandSilent_ms === null ? 'ready' : 'stopped';
      return { state, reason: `nobody publishes ${commandTopic}` };
    }
    if (this.#metrics !== null) return this.#reported(now_ms);
    if (commandSilent_ms === null || commandSilent_ms > COMMAND_SILENT_MS) {
      const state = commandSilent_ms === null ? 'ready' : 'stopped';
      return { state, reason: `${this.#name} sends no commands` };
    }
    return { state: 'driving', reason: null };
  }

  #reported(now_ms: number): { readonly state: LiveState; readonly reason: string | null } {
    if (now_ms - this.#metrics_ms > REPORT_SILENT_MS)
      return { state: 'stopped', reason: `${this.#name} reports nothing: it hangs, or cannot be reached` };
    if (this.#paused) return { state: 'paused', reason: null };
    if (!this.#metrics!.stopped) return { state: 'driving', reason: null };
    return { state: 'stopped', reason: this.#diagnostics?.stoppedBecause ?? 'the node has stopped it' };
  }
}

/** What a service changed; what is absent stays as it is. */
export interface NodeChange {
  readonly paused?: boolean;
  readonly recording?: string | null;
  readonly driver?: Driver;
}

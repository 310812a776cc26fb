import type { EventSource } from './event-source';
import type { Run } from './run';
import type { SessionEvents, SessionState } from './session-events';

/** What a session is in by its own doing; the drive makes `stopped` and `paused` of `driving`. */
export type Phase = Exclude<SessionState, 'stopped' | 'paused'>;

/** Keeps the phase of a session and emits its state as it changes. */
export class PhaseTracker {
  readonly #events: EventSource<SessionEvents>;
  readonly #run: () => Run | null;
  #phase: Phase = 'new';
  #emitted: SessionState = 'new';

  /** @param run null until the session is open */
  constructor(events: EventSource<SessionEvents>, run: () => Run | null) {
    this.#events = events;
    this.#run = run;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get state(): SessionState {
    const run = this.#run();
    if (this.#phase !== 'driving' || !run) return this.#phase;
    // Stopped for good, before the phase follows.
    if (run.drive.over) return 'ending';
    if (run.paused) return 'paused';
    return run.drive.stoppedBecause === null ? 'driving' : 'stopped';
  }

  /** A session that has ended stays so. */
  enter(phase: Phase, reason: string | null = null): void {
    if (this.#phase === 'ended') return;
    this.#phase = phase;
    this.emitState(reason);
  }

  /** Emits `state` where it has changed. */
  emitState(reason: string | null = null): void {
    const { state } = this;
    if (state === this.#emitted) return;
    this.#emitted = state;
    this.#events.emit('state', {
      state,
      reason: state === 'stopped' ? (this.#run()?.drive.stoppedBecause ?? null) : reason,
    });
  }
}

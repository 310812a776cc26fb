import { ConfigurationError, messageOf, SessionError } from '../errors';
import type { Brain } from '../types';
import {
  checkSwapRequest,
  type SessionControls,
  type SwapAuthor,
  type SwapRequest,
  type SwapResult,
} from './controls';
import type { EventSource } from './event-source';
import { type Driver, driverOf } from './recording/decision-message';
import type { RecordingSwitch } from './recording/recording-switch';
import type { Run } from './run';
import type { SessionEvents } from './session-events';
import type { SessionLog } from './session-log';
import { identityOf, type OpenedBrain, openAnother, seatOf } from './setup/opened-brain';

export interface RunControlsContext {
  readonly events: EventSource<SessionEvents>;
  readonly log: SessionLog;
  /** The car was paused or resumed. */
  readonly onState: () => void;
  /** Opens the brain that a request asks for. Default `openAnother`. */
  readonly open?: typeof openAnother;
}

/** The controls of a run that is put together. */
export class RunControls implements SessionControls {
  readonly #run: Run;
  readonly #context: RunControlsContext;
  /** Another brain is being loaded, or waits until the one before has answered. */
  #swapping = false;
  /** What follows once the car is back at its start; null while it is not being put there. */
  #afterReset: 'drive' | 'pause' | null = null;
  /** The brain that drives again once another gives back; null while none has taken over. */
  #waiting: OpenedBrain | null = null;

  constructor(run: Run, context: RunControlsContext) {
    this.#run = run;
    this.#context = context;
  }

  get driver(): Driver {
    return driverOf(this.#run.drive.active.brain);
  }

  pause(): boolean {
    this.#requireGoing();
    const was = this.#run.paused;
    if (this.#afterReset !== null) {
      const isNew = this.#afterReset === 'drive';
      this.#afterReset = 'pause';
      return isNew;
    }
    this.#run.hold(true);
    this.#context.onState();
    return !was;
  }

  resume(): boolean {
    this.#requireGoing();
    if (this.#afterReset !== null) {
      const isNew = this.#afterReset === 'pause';
      this.#afterReset = 'drive';
      return isNew;
    }
    if (!this.#run.paused) return false;
    this.#run.hold(false);
    this.#beLenient();
    this.#context.onState();
    return true;
  }

  resetMetrics(): void {
    this.#requireGoing();
    if (!this.#run.monitor.reset(this.#run.drive.counts)) throw isOver();
  }

  async resetToStart(): Promise<void> {
    this.#requireGoing();
    const { drive, monitor, setup, recovery } = this.#run;
    if (this.#afterReset !== null || recovery?.busy)
      throw new SessionError('the car is being put back; nothing changed');
    this.#afterReset = drive.paused ? 'pause' : 'drive';
    drive.pause();
    setup.guard?.beat();
    monitor.hold(true);
    monitor.wait();
    try {
      await setup.toStart();
      monitor.reset(drive.counts);
    } finally {
      const drives = this.#afterReset === 'drive';
      this.#afterReset = null;
      monitor.begin();
      if (drives) drive.resume();
      setup.guard?.beat();
      monitor.hold(this.#run.paused);
      this.#beLenient();
      this.#context.onState();
    }
  }

  async startRecording(): Promise<string> {
    return this.#record().start();
  }

  async stopRecording(): Promise<string> {
    return this.#record().stop();
  }

  async swapBrain(request: SwapRequest, by: SwapAuthor = 'owner'): Promise<SwapResult> {
    this.#requireGoing();
    checkSwapRequest(request);
    this.#requireNoSwap();
    if (this.#waiting) throw new SessionError(`${this.driver.brain} drives in its place; nothing changed`);
    this.#swapping = true;
    const start_ms = performance.now();
    try {
      const { open = openAnother } = this.#context;
      const { opened, setup } = this.#run;
      const next = await open(
        opened.configuration,
        request,
        setup.choice,
        by === 'owner' ? null : setup.peerFiles,
      );
      const load_ms = performance.now() - start_ms;
      const before = await this.#seat(next, true);
      return { ...driverOf(next.brain), before, load_ms };
    } finally {
      this.#swapping = false;
    }
  }

  async takeOver(brain: Brain): Promise<void> {
    this.#requireGoing();
    this.#requireNoSwap();
    if (this.#waiting) throw new SessionError(`${this.driver.brain} drives already; nothing changed`);
    const { opened } = this.#run;
    this.#swapping = true;
    this.#waiting = opened;
    try {
      await this.#seat(
        // Whoever takes over keeps a time of its own.
        { configuration: { ...opened.configuration, name: brain.name, cycle_ms: 0 }, brain, model: null },
        false,
      );
      this.#beLenient();
    } catch (error) {
      this.#waiting = null;
      throw error;
    } finally {
      this.#swapping = false;
    }
  }

  async giveBack(): Promise<void> {
    this.#requireGoing();
    this.#requireNoSwap();
    const before = this.#waiting;
    if (before === null) throw new SessionError('no other brain has taken over; nothing changed');
    this.#swapping = true;
    // Not for `close` any more: one that cannot drive again is closed by `#seat`.
    this.#waiting = null;
    try {
      await this.#seat(before, true);
    } finally {
      this.#swapping = false;
    }
    if (!this.#run.paused) this.#run.monitor.hold(false);
  }

  /** Closes a brain that waits to drive again. */
  async close(): Promise<void> {
    await this.#waiting?.brain.close();
    this.#waiting = null;
  }

  /** Who takes over need not get on. */
  #beLenient(): void {
    if (this.#waiting) this.#run.monitor.hold(true);
  }

  /** @param closes whether the brain before is closed
   *  @returns its name */
  async #seat(next: OpenedBrain, closes: boolean): Promise<string> {
    const { events, log } = this.#context;
    const { brain, configuration } = next;
    const before = await this.#run.drive
      .swapBrain({ brain, ...seatOf(configuration) })
      .catch(async (error: unknown) => {
        await brain.close();
        throw this.#run.drive.over ? isOver() : error;
      });
    this.#run.opened = next;
    this.#run.brainChanges.push({ at_ms: performance.now(), ...identityOf(next) });
    if (closes) {
      await before.brain.close().catch((error: unknown) => {
        log.warn(`${before.brain.name}: could not be closed: ${messageOf(error)}`);
      });
    }
    const { name, model, provider } = brain;
    log.info(
      `${name}${model === null ? '' : ` (${model} on ${provider})`} drives now, after ${before.brain.name}`,
    );
    events.emit('brain', { ...driverOf(brain), before: before.brain.name });
    return before.brain.name;
  }

  #record(): RecordingSwitch {
    this.#requireGoing();
    const { record } = this.#run;
    if (record) return record;
    throw new ConfigurationError("a session with 'out: null' records nothing; give it a folder");
  }

  #requireNoSwap(): void {
    if (this.#swapping) throw new SessionError('another brain is being loaded; nothing changed');
  }

  #requireGoing(): void {
    if (this.#run.drive.over) throw isOver();
  }
}

function isOver(): SessionError {
  return new SessionError('the run is over; nothing changed');
}

import { BrainError, messageOf } from '../errors';
import { wallStopwatch } from '../support/stopwatch';
import { within } from '../support/within';
import { type BrainOutput, type Command, type Frame, STOP, type Stopwatch } from '../types';
import { type ActiveBrain, longCycle } from './active-brain';
import { type Answer, decisionOf } from './answer';
import { BrainSeat } from './brain-seat';
import { CarStop } from './car-stop';
import { limited } from './command/limits';
import { Watchdog } from './command/watchdog';
import { CourseKeeper, type KnownRoad } from './course-keeper';
import { type Cycle, cycleOf } from './cycle';
import { type DriveCounts, noCounts } from './drive-counts';
import type { DriveOptions } from './drive-options';
import { FailureStreak } from './failure-streak';
import { type HangWatch, hangWatchOf } from './hang-watch';
import { NewestFrame } from './newest-frame';
import { type PreWake, preWakeOf } from './pre-wake';
import { Rejections } from './rejections';

/**
 * The loop: newest frame in, command out, decision noted. One frame is with the brain at a time; the
 * newest of those that arrive meanwhile waits, the others are superseded, so a command never queues
 * behind a slow model. The car is stopped when frames or the brain fail, and driven on when they return.
 */
export class Drive {
  readonly counts: DriveCounts = noCounts();
  readonly #options: Pick<DriveOptions, 'world' | 'observer' | 'realTime'>;
  readonly #watchdog: Watchdog;
  /** Starts one of the time in which the car may have moved. */
  readonly #stopwatch: () => Stopwatch;
  readonly #preWake: PreWake | null;
  readonly #stop: CarStop;
  readonly #keeper: CourseKeeper;
  readonly #hangWatch: HangWatch;
  readonly #rejections: Rejections;
  readonly #seat: BrainSeat;
  #over = false;
  /** Since `engage`, paused or not. */
  #begun = false;
  #engaged = false;
  #paused = false;
  /** Answers to frames from before a pause are too late. */
  #pauses = 0;
  #lastFailure: string | null = null;
  readonly #failures: FailureStreak;
  readonly #waiting = new NewestFrame();
  #work: Promise<void> | null = null;
  #workSince_ms = 0;
  readonly #cycle: Cycle;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.#stopwatch = () => options.world.stopwatch?.() ?? wallStopwatch();
    this.#seat = new BrainSeat(options);
    this.#stop = new CarStop(options.world, options.observer);
    this.#failures = new FailureStreak(options.world, options.observer);
    this.#keeper = new CourseKeeper({ ...options, counts: this.counts, active: () => this.#seat.active });
    this.#rejections = new Rejections(this.counts, (reason) => options.observer.rejectedFrame(reason));
    this.#hangWatch = hangWatchOf(options, () =>
      this.#work ? { brain: this.#seat.active.brain, since_ms: this.#workSince_ms } : null,
    );
    this.#cycle = cycleOf(options, () => this.#next());
    this.#watchdog = new Watchdog({
      timeout_ms: options.frameTimeout_ms,
      now_ms: () => performance.now(),
      stopwatch: this.#stopwatch,
      whyNoFrames: () => options.world.whyNoFrames?.() ?? null,
      whyNoCommand: () => longCycle(this.#seat.active),
      onExpired: (reason) => this.#halt(reason),
    });
    const { world, observer } = options;
    this.#preWake = preWakeOf(options, () => this.#seat.active.brain);
    world.onFrame((frame) => {
      const answered = this.#offer(frame);
      observer.frame(frame);
      return answered;
    });
    world.onPose((pose) => {
      this.#keeper.pose(pose);
      observer.pose(pose);
    });
    world.onRejectedFrame((reason) => {
      if (this.#engaged) this.#rejections.add(reason);
    });
    world.onPassedFrame?.(() => {
      if (!this.#engaged) return;
      this.counts.received += 1;
      this.counts.superseded += 1;
    });
  }

  /** The brain that drives now. */
  get active(): ActiveBrain {
    return this.#seat.active;
  }

  /** Stopped for good. */
  get over(): boolean {
    return this.#over;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Whether frames are answered: the car may move. */
  get engaged(): boolean {
    return this.#engaged;
  }

  /** What is known of the road that the car is steered on. */
  get road(): KnownRoad {
    return this.#keeper;
  }

  /** Why the drive keeps the car stopped; null while it does not. */
  get stoppedBecause(): string | null {
    return this.#stop.because;
  }

  /** How the brain failed last, where it has failed and no command has ever left; else null. */
  get neverAnsweredBecause(): string | null {
    return this.counts.answered === 0 ? this.#lastFailure : null;
  }

  /** The car may move from now on. */
  engage(): void {
    if (this.#over) return;
    const { realTime } = this.#options;
    this.#begun = true;
    this.#engaged = !this.#paused;
    this.#hangWatch.start(!realTime);
    this.#keeper.start();
    if (!realTime) return;
    if (!this.#paused) this.#watchdog.start();
    this.#stop.repeat();
  }

  /** Stops the car until `resume`; may be called before `engage`. Frames that come meanwhile are not counted. */
  pause(): void {
    this.#paused = true;
    this.#pauses += 1;
    this.#engaged = false;
    this.#stop.forget();
    this.#failures.end();
    this.#watchdog.stop();
    if (this.#waiting.drop()) this.counts.superseded += 1;
    this.#options.world.command(STOP);
    this.#keeper.stopped();
  }

  /** Drives on after `pause`, with the next frame. */
  resume(): void {
    if (!this.#paused || this.#over) return;
    this.#paused = false;
    // Not engaged before the pause: that is still to come.
    if (!this.#begun) return;
    this.#engaged = true;
    this.#watchdog.alive();
    if (this.#options.realTime) this.#watchdog.start();
  }

  /**
   * Lets another brain drive from the next frame on: no frame is answered by both, none by neither. The new one has
   * to be warm.
   * @returns the one before, once its last answer has been given; to be closed by the caller
   * @throws BrainError when the drive is over; the new one is then the caller's to close
   */
  swapBrain(next: ActiveBrain): Promise<ActiveBrain> {
    if (this.#over) return Promise.reject(new BrainError('the drive is over'));
    const before = this.#seat.request(next);
    if (!this.#work) {
      this.#swapNow();
      this.#next();
    }
    return before;
  }

  #swapNow(): void {
    const next = this.#seat.swap();
    if (!next) return;
    this.#hangWatch.forget();
    this.#failures.end();
    this.#watchdog.timeout_ms = next.frameTimeout_ms;
    // The wait was for the other's cycle.
    this.#cycle.endWait();
  }

  /** Stops the car for good: the last command that leaves is zero. Resolves when the brain is idle, or
   *  after a second if it does not come back. */
  async disengage(): Promise<void> {
    this.#over = true;
    this.#engaged = false;
    this.#seat.refuse(new BrainError('the drive is over'));
    this.#watchdog.stop();
    this.#preWake?.stop();
    this.#cycle.endWait();
    this.#hangWatch.stop();
    this.#stop.close();
    this.#keeper.close();
    this.#options.world.command(STOP);
    this.#waiting.drop();
    if (this.#work) await within(1000, this.#work);
  }

  #offer(frame: Frame): Promise<void> | void {
    if (!this.#engaged) return;
    this.counts.received += 1;
    this.#watchdog.frame();
    this.#preWake?.frame(frame.arrival_ms);
    if (this.#waiting.drop()) this.counts.superseded += 1;
    if (this.#options.realTime && this.#watchdog.readsBacklog) {
      this.counts.superseded += 1;
      return;
    }
    return new Promise((done) => {
      this.#waiting.put({ frame, done, age_ms: this.#ageOf(frame) });
      this.#next();
    });
  }

  /** Decoding takes time, too. */
  #ageOf({ arrival_ms }: Frame): Stopwatch {
    const decoded_ms = performance.now() - arrival_ms;
    const since_ms = this.#stopwatch();
    return () => decoded_ms + since_ms();
  }

  #next(): void {
    if (this.#work || this.#waiting.isEmpty || !this.#engaged) return;
    if (!this.#cycle.isDue(this.#seat.active.cycle_ms)) {
      // A world that waits for the brain goes on without an answer to this frame.
      if (!this.#options.realTime && this.#waiting.drop()) this.counts.superseded += 1;
      return;
    }
    // It waited for the cycle, or for a brain that hung.
    const isOld = this.#options.realTime && this.#waiting.dropOlder(this.#seat.active.frameTimeout_ms);
    if (isOld) this.counts.superseded += 1;
    const waiting = this.#waiting.take();
    if (waiting === null) return;
    const { frame, done } = waiting;
    this.#cycle.started();
    const answered = this.#answer(frame).catch((error: unknown) => {
      this.#fail(`the command could not be given: ${messageOf(error)}`);
    });
    this.#work = answered.then(() => {
      this.#work = null;
      done();
      this.#swapNow();
      this.#next();
      if (!this.#work) this.#preWake?.idle();
    });
  }

  async #answer(frame: Frame): Promise<void> {
    const { realTime } = this.#options;
    const { brain, limits, frameTimeout_ms } = this.#seat.active;
    const pauses = this.#pauses;
    const started_ms = performance.now();
    const took_ms = this.#stopwatch();
    this.#workSince_ms = started_ms;
    this.#watchdog.brainStarted();
    let output: BrainOutput;
    try {
      output = await brain.decide(frame);
    } catch (error) {
      this.#fail(messageOf(error), `the brain failed: ${messageOf(error)}`);
      if (this.#engaged && pauses === this.#pauses) this.#failures.add(error);
      return;
    } finally {
      this.#watchdog.brainDone();
    }
    const answered_ms = performance.now();
    if (!this.#engaged || pauses !== this.#pauses) {
      if (!this.#over) this.counts.superseded += 1;
      return;
    }
    if (realTime && took_ms() > frameTimeout_ms) {
      // A brain in this thread keeps the watchdog from seeing it.
      const late = `the brain answered after ${Math.round(answered_ms - started_ms)} ms`;
      this.#fail(late, this.#watchdog.expired ? null : late);
      return;
    }
    const meant = this.#keeper.answer(frame, output);
    if (meant === null) {
      this.counts.superseded += 1;
      return;
    }
    const command = limited(meant, limits);
    if (command === null) {
      const error = new BrainError(`the brain answered v ${output.v_mps} m/s, w ${output.w_radps} rad/s`);
      this.#fail(error.message);
      this.#failures.add(error);
      return;
    }
    if (command.v_mps !== meant.v_mps || command.w_radps !== meant.w_radps) this.counts.limited += 1;
    this.#send(command, { brain, frame, output, started_ms, answered_ms, compensation: meant.note });
  }

  #send(command: Command, answer: Answer): void {
    const { world, observer } = this.#options;
    world.command(command);
    this.#keeper.answered(command);
    const left_ms = performance.now();
    this.counts.answered += 1;
    this.#failures.end();
    this.#watchdog.commanded(command.v_mps !== 0 || command.w_radps !== 0);
    this.#stop.release();
    const decision = decisionOf(answer, command, left_ms, world.simulatedSeconds());
    observer.decision(decision, answer.brain, answer.frame);
  }

  /** @param reason why the car is stopped; null where it is already */
  #fail(failure: string, reason: string | null = failure): void {
    this.counts.failed += 1;
    this.#lastFailure = failure;
    if (reason !== null) this.#halt(reason);
  }

  #halt(reason: string): void {
    this.#watchdog.halted();
    if (!this.#engaged) return;
    this.#stop.hold(reason);
    this.#keeper.stopped();
  }
}

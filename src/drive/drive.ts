import type { Limits } from '../config/brain-file';
import { BrainError, messageOf } from '../errors';
import {
  type Brain,
  type BrainOutput,
  type Decision,
  type Frame,
  type Pose,
  STOP,
  type World,
} from '../types';
import { limited } from './command/limits';
import { Watchdog } from './command/watchdog';
import { Anticipation } from './pre-wake';

/** What happened to the frames since `engage`. received = answered + superseded + failed + rejected
 *  (plus the one in work). */
export interface DriveCounts {
  received: number;
  /** A command left for this frame. */
  answered: number;
  /** A newer frame came before the brain was free. */
  superseded: number;
  /** The brain failed on it, or answered when the car had long been stopped. */
  failed: number;
  /** Could not be read. */
  rejected: number;
  /** Commands that were cut to the limits. */
  limited: number;
}

/** What was counted between two moments. */
export function countsSince(before: DriveCounts, now: DriveCounts): DriveCounts {
  const since = (key: keyof DriveCounts) => now[key] - before[key];
  return {
    received: since('received'),
    answered: since('answered'),
    superseded: since('superseded'),
    failed: since('failed'),
    rejected: since('rejected'),
    limited: since('limited'),
  };
}

/** Where the drive reports; nothing here may throw. */
export interface DriveObserver {
  /** @param brain who decided
   *  @param frame on what; its data hold until this returns */
  decision(decision: Decision, brain: Brain, frame: Frame): void;
  pose(pose: Pose): void;
  /** The car was stopped by the drive itself: said once until it drives on. */
  stopped(reason: string): void;
  drivingOn(): void;
  /** Said once for each new reason. */
  rejectedFrame(reason: string): void;
  /** The brain hangs for good and could not be started anew: the drive is over. */
  brainLost(reason: string): void;
}

/** Who drives, and within what bounds. */
export interface Pilot {
  readonly brain: Brain;
  readonly limits: Limits;
  /** Least time between the starts of two decisions (PilotTimeCycle); 0 answers every frame. */
  readonly cycle_ms: number;
  /** Longest time without a good frame, and longest time for one answer, before the car is stopped. */
  readonly frameTimeout_ms: number;
}

export interface DriveOptions extends Pilot {
  readonly world: World;
  readonly observer: DriveObserver;
  /** False for worlds that wait for the brain (lockstep): the cycle then counts simulated time, and
   *  there is no watchdog, for time stands still while the brain thinks. */
  readonly realTime: boolean;
  /** Whether the node is awake and its brain's caches are warm when the next frame of a steady camera is due;
   *  only in real time. */
  readonly anticipate?: boolean;
}

/** A brain that takes this long for one frame is started anew. */
const HANG_LIMIT_MS = 10_000;
/** How often a stopped car is told again to stand. */
const STILL_PERIOD_MS = 250;

interface Waiting {
  readonly frame: Frame;
  readonly done: () => void;
}

/**
 * The loop: newest frame in, command out, decision noted. One frame is with the brain at a time; the
 * newest of those that arrive meanwhile waits, the others are superseded, so a command never queues
 * behind a slow model. The car is stopped when frames or the brain fail, and driven on when they return.
 */
export class Drive {
  readonly counts: DriveCounts = {
    received: 0,
    answered: 0,
    superseded: 0,
    failed: 0,
    rejected: 0,
    limited: 0,
  };
  readonly #options: Pick<DriveOptions, 'world' | 'observer' | 'realTime'>;
  readonly #watchdog: Watchdog;
  readonly #anticipation: Anticipation | null;
  readonly #rejections = new Set<string>();
  #pilot: Pilot;
  #change: {
    readonly pilot: Pilot;
    readonly done: (before: Pilot) => void;
    readonly refuse: (why: Error) => void;
  } | null = null;
  #over = false;
  #engaged = false;
  #paused = false;
  /** Answers to frames of before a pause come too late. */
  #pauses = 0;
  #haltedBecause: string | null = null;
  #stops = 0;
  #waiting: Waiting | null = null;
  #work: Promise<void> | null = null;
  #workSince_ms = 0;
  /** The brain that is being started anew. */
  #restarting: Brain | null = null;
  #lastStart_ms = -Infinity;
  #cycleTimer: NodeJS.Timeout | null = null;
  #hangTimer: NodeJS.Timeout | null = null;
  #stillTimer: NodeJS.Timeout | null = null;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.#pilot = options;
    this.#watchdog = new Watchdog({
      timeout_ms: options.frameTimeout_ms,
      now_ms: () => performance.now(),
      whyNoFrames: () => options.world.whyNoFrames?.() ?? null,
      onExpired: (reason) => this.#halt(reason),
    });
    const { world, observer } = options;
    this.#anticipation =
      options.realTime && options.anticipate
        ? new Anticipation({ prepare: () => this.#pilot.brain.prepare?.() })
        : null;
    world.onFrame((frame) => this.#offer(frame));
    world.onPose((pose) => observer.pose(pose));
    world.onRejectedFrame((reason) => this.#reject(reason));
    world.onPassedFrame?.(() => {
      if (!this.#engaged) return;
      this.counts.received += 1;
      this.counts.superseded += 1;
    });
  }

  /** Who drives now. */
  get pilot(): Pilot {
    return this.#pilot;
  }

  /** Stopped for good. */
  get over(): boolean {
    return this.#over;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Why the drive itself keeps the car standing; null while it does not. */
  get stoppedBecause(): string | null {
    return this.#haltedBecause;
  }

  /** Times that the drive itself stopped the car. */
  get stops(): number {
    return this.#stops;
  }

  /** The car may move from now on. */
  engage(): void {
    if (this.#over) return;
    this.#engaged = !this.#paused;
    this.#hangTimer = setInterval(() => this.#checkHang(), 1000);
    if (!this.#options.realTime) return;
    this.#hangTimer.unref();
    if (!this.#paused) this.#watchdog.start();
    this.#stillTimer = setInterval(() => {
      // Said again for a car that was not connected when it was said.
      if (this.#haltedBecause !== null) this.#options.world.command(STOP);
    }, STILL_PERIOD_MS);
    this.#stillTimer.unref();
  }

  /** Stops the car until `resume`; may be called before `engage`. Frames that come meanwhile are not counted. */
  pause(): void {
    this.#paused = true;
    this.#pauses += 1;
    this.#engaged = false;
    this.#haltedBecause = null;
    this.#watchdog.stop();
    if (this.#waiting) this.counts.superseded += 1;
    this.#dropWaiting();
    this.#options.world.command(STOP);
  }

  /** Drives on after `pause`, with the next frame. */
  resume(): void {
    if (!this.#paused || this.#over) return;
    this.#paused = false;
    // Not engaged before the pause: that is still to come.
    if (this.#hangTimer === null) return;
    this.#engaged = true;
    this.#watchdog.alive();
    if (this.#options.realTime) this.#watchdog.start();
  }

  /**
   * Puts another brain into the driver's seat between two frames: no frame is answered by both, none by neither.
   * The new one has to be warm.
   * @returns who drove before, once its last answer has been given; to be closed by the caller
   * @throws BrainError when the drive is over; the new one is then the caller's to close
   */
  changePilot(pilot: Pilot): Promise<Pilot> {
    return new Promise((done, refuse) => {
      if (this.#over) {
        refuse(new BrainError('the drive is over'));
        return;
      }
      // Whoever has not driven yet gives way too.
      this.#change?.done(this.#change.pilot);
      this.#change = { pilot, done, refuse };
      if (this.#work) return;
      this.#changeNow();
      this.#next();
    });
  }

  #changeNow(): void {
    if (!this.#change) return;
    const { pilot, done } = this.#change;
    const before = this.#pilot;
    this.#change = null;
    this.#pilot = pilot;
    this.#restarting = null;
    this.#watchdog.timeout_ms = pilot.frameTimeout_ms;
    // The wait was for the other's cycle.
    this.#endCycleWait();
    done(before);
  }

  /** Stops the car for good: the last command that leaves is zero. Resolves when the brain is idle, or
   *  after a second if it does not come back. */
  async disengage(): Promise<void> {
    this.#over = true;
    this.#engaged = false;
    this.#change?.refuse(new BrainError('the drive is over'));
    this.#change = null;
    this.#watchdog.stop();
    this.#anticipation?.stop();
    this.#endCycleWait();
    if (this.#hangTimer) clearInterval(this.#hangTimer);
    if (this.#stillTimer) clearInterval(this.#stillTimer);
    this.#options.world.command(STOP);
    this.#dropWaiting();
    if (this.#work) await Promise.race([this.#work, delay(1000)]);
  }

  #endCycleWait(): void {
    if (this.#cycleTimer) clearTimeout(this.#cycleTimer);
    this.#cycleTimer = null;
  }

  #dropWaiting(): void {
    this.#waiting?.done();
    this.#waiting = null;
  }

  #offer(frame: Frame): Promise<void> | void {
    if (!this.#engaged) return;
    this.counts.received += 1;
    this.#watchdog.frame();
    this.#anticipation?.frame(frame.arrival_ms);
    if (this.#waiting) {
      this.counts.superseded += 1;
      this.#waiting.done();
    }
    return new Promise((done) => {
      this.#waiting = { frame, done };
      this.#next();
    });
  }

  #next(): void {
    if (this.#work || !this.#waiting || !this.#engaged) return;
    const wait_ms = this.#lastStart_ms + this.#pilot.cycle_ms - this.#now_ms();
    // Timers and camera rates have a grain: half a millisecond early is on time.
    if (wait_ms > 0.5) {
      if (this.#options.realTime) {
        this.#cycleTimer ??= setTimeout(() => {
          this.#cycleTimer = null;
          this.#next();
        }, wait_ms);
      } else {
        this.counts.superseded += 1;
        this.#dropWaiting();
      }
      return;
    }
    const { frame, done } = this.#waiting;
    this.#waiting = null;
    this.#lastStart_ms = this.#now_ms();
    const answered = this.#answer(frame).catch((error: unknown) => {
      this.#fail(`the command could not be given: ${messageOf(error)}`);
    });
    this.#work = answered.then(() => {
      this.#work = null;
      done();
      this.#changeNow();
      this.#next();
      if (!this.#work) this.#anticipation?.idle();
    });
  }

  async #answer(frame: Frame): Promise<void> {
    const { world, observer, realTime } = this.#options;
    const { brain, limits, frameTimeout_ms } = this.#pilot;
    const pauses = this.#pauses;
    const started_ms = performance.now();
    this.#workSince_ms = started_ms;
    this.#watchdog.brainStarted();
    let output: BrainOutput;
    try {
      output = await brain.decide(frame);
    } catch (error) {
      this.#fail(`the brain failed: ${messageOf(error)}`);
      return;
    } finally {
      this.#watchdog.brainDone();
    }
    const answered_ms = performance.now();
    if (!this.#engaged || pauses !== this.#pauses) {
      if (!this.#over) this.counts.superseded += 1;
      return;
    }
    const tooLate = realTime && this.#watchdog.expired && answered_ms - started_ms > frameTimeout_ms;
    if (tooLate) {
      this.counts.failed += 1;
      return;
    }
    const command = limited(output, limits);
    if (command === null) {
      this.#fail(`the brain answered v ${output.v_mps} m/s, w ${output.w_radps} rad/s`);
      return;
    }
    if (command.v_mps !== output.v_mps || command.w_radps !== output.w_radps) this.counts.limited += 1;
    world.command(command);
    const left_ms = performance.now();
    this.counts.answered += 1;
    this.#watchdog.alive();
    if (this.#haltedBecause !== null) {
      this.#haltedBecause = null;
      observer.drivingOn();
    }
    const decision = {
      sequence: frame.sequence,
      stamp: frame.stamp,
      command,
      waited_ms: started_ms - frame.arrival_ms,
      step_ms: answered_ms - started_ms,
      inference_ms: output.inference_ms,
      sensor_to_actuator_ms: left_ms - frame.arrival_ms,
      left_ms,
      sim_s: world.simulatedSeconds(),
    };
    observer.decision(decision, brain, frame);
  }

  #fail(reason: string): void {
    this.counts.failed += 1;
    this.#halt(reason);
  }

  #halt(reason: string): void {
    if (!this.#engaged) return;
    this.#options.world.command(STOP);
    if (this.#haltedBecause !== null) return;
    this.#haltedBecause = reason;
    this.#stops += 1;
    this.#options.observer.stopped(reason);
  }

  #reject(reason: string): void {
    if (!this.#engaged) return;
    this.counts.received += 1;
    this.counts.rejected += 1;
    // A camera that breaks in ever new ways must not fill memory or the log.
    if (this.#rejections.has(reason) || this.#rejections.size >= 100) return;
    this.#rejections.add(reason);
    this.#options.observer.rejectedFrame(reason);
  }

  #checkHang(): void {
    const { observer } = this.#options;
    const { brain } = this.#pilot;
    if (!this.#work || this.#restarting || performance.now() - this.#workSince_ms < HANG_LIMIT_MS) return;
    if (!brain.restart) return;
    this.#restarting = brain;
    // What becomes of a brain that drives no longer concerns nobody.
    const stillDrives = () => {
      if (this.#restarting !== brain) return false;
      this.#restarting = null;
      return true;
    };
    brain.restart().then(
      () => {
        // Where time stands still meanwhile, a brain that hangs would keep the world waiting for ever.
        if (stillDrives() && !this.#options.realTime) observer.brainLost('it did not answer a frame');
      },
      (error: unknown) => {
        if (stillDrives()) observer.brainLost(messageOf(error));
      },
    );
  }

  #now_ms(): number {
    if (this.#options.realTime) return performance.now();
    return (this.#options.world.simulatedSeconds() ?? 0) * 1000;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

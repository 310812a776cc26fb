import { isOdometryStamp } from '../support/simulated-time';
import {
  type Brain,
  type BrainOutput,
  type Command,
  type CompensationNote,
  type Frame,
  type Pose,
  STOP,
  type World,
} from '../types';
import type { ActiveBrain } from './active-brain';
import { limited } from './command/limits';
import { Compensation } from './compensation/compensation';
import type { DriveCounts } from './drive-counts';
import type { DriveObserver } from './drive-observer';

/** Time between two commands on the course of one answer. */
const STEERING_PERIOD_MS = 10;
/** From a command that leaves a node to its effect, in simulated time: a simulator reads it within a step or two. More would
 *  turn a car that swings a little into one that swings for ever. */
const ACTUATION_S = 0.002;
/** After a block as long as this, the messages that wait are read first: the clock still shows the time before it. */
const BLOCK_MS = 100;

export interface CourseKeeperOptions {
  readonly world: Pick<World, 'command' | 'simulatedSeconds' | 'simulatedNow' | 'onTick' | 'actuation_s'>;
  /** False for worlds that wait for the brain: they say when 10 ms are over. */
  readonly realTime: boolean;
  readonly active: () => Pick<ActiveBrain, 'brain' | 'compensates' | 'limits'>;
  readonly counts: Pick<DriveCounts, 'steered'>;
  readonly observer: Pick<DriveObserver, 'steered'>;
}

/** The road that a car is steered on. */
export interface KnownRoad {
  /** Time until the car is at its end, on the world's clock; null while the car is not steered. */
  readonly road_s: number | null;
  /** When the latest command left or was still right, monotonic, ms. */
  readonly steered_ms: number;
}

/** What leaves for an answer. */
export interface MeantCommand extends Command {
  /** Null where the answer was taken as it is. */
  readonly note: CompensationNote | null;
}

/**
 * Keeps the car on the course of the brain's latest answer: gives the command for an answer, and others until the next
 * answer. Does nothing for a brain whose commands are not compensated.
 */
export class CourseKeeper implements KnownRoad {
  readonly #options: CourseKeeperOptions;
  readonly #compensation: Compensation;
  #timer: NodeJS.Timeout | null = null;
  #last: Command | null = null;
  #brain: Brain | null = null;
  #sent_s = Number.NEGATIVE_INFINITY;
  #sent_ms = Number.NEGATIVE_INFINITY;
  /** /clock at the latest pose. */
  #poseClock_s: number | null = null;
  /** Whether odometry was stamped by our clock when /clock last advanced. */
  #isOnClock = false;
  #turn_ms = Number.NEGATIVE_INFINITY;

  constructor(options: CourseKeeperOptions) {
    this.#options = options;
    this.#compensation = new Compensation(options.world.actuation_s ?? ACTUATION_S);
    options.world.onTick?.(() => this.#steer());
  }

  /** The car may move from now on. */
  start(): void {
    if (!this.#options.realTime) return;
    this.#timer ??= setInterval(() => this.#turn(), STEERING_PERIOD_MS);
    this.#timer.unref();
  }

  /** The car was given a zero command by others. */
  stopped(): void {
    this.#compensation.stop();
    this.#sent({ v_mps: 0, w_radps: 0 });
  }

  close(): void {
    this.#compensation.stop();
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  get road_s(): number | null {
    return this.#options.active().compensates ? this.#compensation.road_s : null;
  }

  get steered_ms(): number {
    return this.#sent_ms;
  }

  pose(pose: Pose): void {
    const clock_s = this.#clock_s;
    const now_s = clock_s ?? wall_s();
    const arrived_s = this.#at_s(pose.taken_ms ?? pose.arrival_ms, now_s);
    const sim_s = clock_s !== null && this.#isStamped(pose, clock_s) ? pose.sim_s : arrived_s;
    this.#compensation.pose({ ...pose, sim_s }, now_s);
    this.#stopIfLost();
  }

  /** Stamps of another clock than ours say nothing; /clock instead of a stamp has a coarse grain. Ours run ahead of a
   *  /clock that is stopped. */
  #isStamped({ sim_s, clock_s: poseClock_s = null }: Pose, clock_s: number): boolean {
    const isNear = sim_s !== null && isOdometryStamp(sim_s, clock_s);
    if (poseClock_s === null || poseClock_s !== this.#poseClock_s) this.#isOnClock = isNear;
    this.#poseClock_s = poseClock_s;
    return sim_s !== poseClock_s && (isNear || this.#isOnClock);
  }

  /** The command that an answer means now; null for a frame from where the car was before it was teleported. */
  answer(frame: Frame, output: BrainOutput): MeantCommand | null {
    const { brain, compensates, limits } = this.#options.active();
    if (brain !== this.#brain) this.#compensation.changeBrain();
    this.#brain = brain;
    if (!compensates) {
      this.#compensation.stop();
      return { v_mps: output.v_mps, w_radps: output.w_radps, note: null };
    }
    this.#compensation.limits = limits;
    const now_s = this.#now_s;
    const arrived_s = this.#at_s(frame.arrival_ms, now_s);
    const command = this.#compensation.answer(frame, output, arrived_s, now_s);
    this.#stopIfLost();
    return command && { v_mps: command.v_mps, w_radps: command.w_radps, note: this.#compensation.note };
  }

  /** The command for an answer has left. */
  answered(command: Command): void {
    this.#sent(command);
  }

  #turn(): void {
    const now_ms = performance.now();
    const wasBlocked = now_ms - this.#turn_ms > BLOCK_MS;
    this.#turn_ms = now_ms;
    if (!wasBlocked) this.#steer();
  }

  #steer(): void {
    const { world, active, counts, observer } = this.#options;
    const { compensates, limits } = active();
    const now_s = this.#now_s;
    // The answer to a frame of this moment has left already.
    if (!compensates || now_s === this.#sent_s) return;
    this.#compensation.limits = limits;
    const course = this.#compensation.steer(now_s);
    this.#stopIfLost();
    const command = course && limited(course, limits);
    if (command === null) return;
    const isSame = command.v_mps === this.#last?.v_mps && command.w_radps === this.#last.w_radps;
    this.#sent(command);
    if (isSame) return;
    world.command(command);
    observer.steered(command);
    counts.steered += 1;
  }

  /** A car that was teleported, or whose clock was set, is stopped until the next answer. */
  #stopIfLost(): void {
    if (!this.#compensation.takeLoss()) return;
    const { world, observer } = this.#options;
    world.command(STOP);
    observer.steered(STOP);
    this.#sent(STOP);
  }

  #sent(command: Command): void {
    this.#last = command;
    this.#sent_s = this.#now_s;
    this.#sent_ms = performance.now();
    this.#compensation.sent(command, this.#sent_s);
  }

  /** A recent moment, on the clock of the course. */
  #at_s(moment_ms: number, now_s: number): number {
    const { world, realTime } = this.#options;
    if (!realTime) return now_s;
    const ago_s = Math.max(0, performance.now() - moment_ms) / 1000;
    return Math.min(now_s, world.simulatedNow?.(moment_ms) ?? now_s - ago_s);
  }

  /** Simulated time where there is a clock, else the wall clock's. */
  get #now_s(): number {
    return this.#clock_s ?? wall_s();
  }

  get #clock_s(): number | null {
    const { world } = this.#options;
    return world.simulatedNow?.() ?? world.simulatedSeconds();
  }
}

/** The clock of cameras and odometry without simulation. */
function wall_s(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

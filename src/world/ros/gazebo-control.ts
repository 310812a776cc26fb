import type { StartPose } from '../../circuit/circuit';
import { messageOf, WorldError } from '../../errors';
import type { Pose } from '../../types';
import { STOP } from '../../types';
import { findCar, isAt, type ModelState, movedTo, placeOf, stateOf } from './car-model';
import { type Caller, GazeboCalls } from './gazebo-calls';
import type { RosWorld } from './ros-world';

/** The car as this node drives it. */
export type ControlledWorld = Pick<
  RosWorld,
  'command' | 'commandSubscribers' | 'newestPose' | 'simulatedSeconds' | 'topics'
>;

export interface GazeboControlOptions {
  readonly node: Caller;
  readonly world: ControlledWorld;
  readonly log: { warn(line: string): void };
  /** Aborts every wait. */
  readonly signal?: AbortSignal;
  /** Time for the car to stop or to be seen, milliseconds. Default 10 s. */
  readonly patience_ms?: number;
}

/** Time between two checks of the car. */
const LOOK_MS = 50;
/** After this long a command has arrived. */
const ARRIVAL_MS = 100;
const PATIENCE_MS = 10_000;
/** A simulator's odometry may come before its services. */
const SERVICE_PATIENCE_MS = 3000;
/** Simulated time that does not advance for this long is stopped: a slow world publishes it rarely. */
const TIME_STOPPED_MS = 500;
/** On a busy machine a simulator may not have run between two answers. */
const LEAST_LOOKS = 3;
const STOPPED_MPS = 0.05;
const STOPPED_RADPS = 0.05;
const PLACED_M = 0.1;
const PLACED_RAD = 0.05;

/**
 * Start, finish, reset and start poses by Gazebo's services. Resetting the world or moving the car does not stop it:
 * its last command stays in effect. So a zero command is sent first, and has arrived before. reset_simulation,
 * which silences the odometry, is never called.
 */
export class GazeboControl {
  readonly #options: GazeboControlOptions;
  readonly #calls: GazeboCalls;
  readonly #patience_ms: number;
  #car: string | null = null;

  constructor(options: GazeboControlOptions) {
    this.#options = options;
    this.#patience_ms = options.patience_ms ?? PATIENCE_MS;
    this.#calls = new GazeboCalls(options.node);
  }

  /** Whether there is a car: odometry shows one, or Gazebo names one. False for another simulator whose physics is
   *  paused. */
  async isReady(): Promise<boolean> {
    if (this.#options.world.newestPose !== null) return true;
    return (await this.#stateOfCar()) !== null;
  }

  /** Stops the car and resets all poses of the world.
   *  @returns where the car is then; null where Gazebo does not say
   *  @throws WorldError when it cannot be done */
  async reset(): Promise<StartPose | null> {
    await this.#stop();
    await this.#calls.call('reset_world', {}, 'the world cannot be reset', SERVICE_PATIENCE_MS);
    const state = await this.#stateOfCar();
    return state && placeOf(state.pose);
  }

  /** Stops the car and moves it to a pose.
   *  @throws WorldError when it cannot be done, or the car is not there afterwards */
  async place(pose: StartPose): Promise<void> {
    await this.#stop();
    const purpose = 'the car cannot be moved to its start pose';
    const car = await this.#carName();
    const before = await stateOf(this.#calls, car);
    const zero = { x: 0, y: 0, z: 0 };
    const outcome = await this.#calls.call(
      'set_model_state',
      {
        model_state: {
          model_name: car,
          pose: movedTo(before?.pose ?? null, pose),
          twist: { linear: zero, angular: zero },
          reference_frame: 'world',
        },
      },
      purpose,
      SERVICE_PATIENCE_MS,
    );
    if (!outcome.success) throw new WorldError(`${purpose}: ${outcome.status_message}`);
    const after = await stateOf(this.#calls, car);
    // A simulator without get_model_state may still publish odometry.
    if (after !== null && !isAt(placeOf(after.pose), pose, PLACED_M, PLACED_RAD)) {
      throw new WorldError(
        `${purpose}: it is at ${formatPose(placeOf(after.pose))}, not at ${formatPose(pose)}`,
      );
    }
  }

  /** Resumes physics where simulated time is stopped.
   *  @throws WorldError when it cannot */
  async begin(): Promise<void> {
    if (await this.#timeIsStopped()) {
      await this.#calls.call('unpause_physics', {}, 'physics is paused and cannot be resumed');
    }
  }

  /** Waits until odometry shows the car stopped at a place; with null, stopped anywhere.
   *  @throws WorldError when it does not */
  async seenAt(place: StartPose | null): Promise<void> {
    const { world } = this.#options;
    const since_ms = performance.now();
    const isThere = (pose: Pose | null): boolean =>
      pose !== null &&
      pose.arrival_ms > since_ms &&
      isStopped(pose.v_mps, pose.w_radps) &&
      (place === null || isAt(pose, place, PLACED_M, PLACED_RAD));
    while (!isThere(world.newestPose)) {
      if (performance.now() - since_ms > this.#patience_ms)
        throw new WorldError(this.#notSeen(place, since_ms));
      await this.#look();
    }
  }

  /** Stops the car, and pauses physics on request. What fails is logged, not thrown: the run is over anyway. */
  async finish({ pause }: { readonly pause: boolean }): Promise<void> {
    const { log, world } = this.#options;
    try {
      // Without subscribers there is no car to wait for.
      if (world.commandSubscribers > 0) await this.#stop();
      if (pause) await this.#calls.call('pause_physics', {}, 'physics cannot be paused');
    } catch (error) {
      log.warn(messageOf(error));
    }
  }

  /** Sends zero commands until the car is stopped or, while simulated time is stopped, until the car has received one. */
  async #stop(): Promise<void> {
    const { world } = this.#options;
    const since_ms = performance.now();
    let connected_ms: number | null = null;
    for (;;) {
      world.command(STOP);
      if (world.commandSubscribers > 0) connected_ms ??= performance.now();
      await this.#look();
      const now_ms = performance.now();
      const arrived = connected_ms !== null && now_ms - connected_ms >= ARRIVAL_MS;
      if (arrived && (await this.#carIsStopped(connected_ms!))) return;
      if (arrived && now_ms - connected_ms! > TIME_STOPPED_MS && (await this.#timeIsStopped())) return;
      if (now_ms - since_ms > this.#patience_ms) break;
    }
    const { command } = world.topics;
    throw new WorldError(
      connected_ms === null
        ? `the car cannot be stopped: nobody subscribes to ${command}`
        : `the car does not stop: does another node publish on ${command}?`,
    );
  }

  async #carIsStopped(since_ms: number): Promise<boolean> {
    const state = await this.#stateOfCar();
    if (state !== null) {
      const { linear, angular } = state.twist;
      return isStopped(Math.hypot(linear.x, linear.y), angular.z);
    }
    const pose = this.#options.world.newestPose;
    return pose !== null && pose.arrival_ms > since_ms && isStopped(pose.v_mps, pose.w_radps);
  }

  async #timeIsStopped(): Promise<boolean> {
    const time_s = async () =>
      (await this.#calls.tryCall('get_world_properties', {}))?.sim_time ??
      this.#options.world.simulatedSeconds();
    const before_s = await time_s();
    // Not before: the answer may take long itself.
    const since_ms = performance.now();
    for (let looks = 0; looks < LEAST_LOOKS || performance.now() - since_ms < TIME_STOPPED_MS; looks++) {
      await this.#look();
      if ((await time_s()) !== before_s) return false;
    }
    return before_s !== null;
  }

  async #carName(): Promise<string> {
    this.#car ??= await findCar(this.#calls, this.#options.world.newestPose);
    return this.#car;
  }

  async #stateOfCar(): Promise<ModelState | null> {
    const car = await this.#carName().catch(() => null);
    const state = car === null ? null : await stateOf(this.#calls, car);
    // A world that is not there yet may have another name for it.
    if (state === null) this.#car = null;
    return state;
  }

  /** @throws WorldError when the wait was ended */
  async #look(): Promise<void> {
    const { signal } = this.#options;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (signal?.aborted) throw new WorldError('interrupted before the car was at its start');
  }

  #notSeen(place: StartPose | null, since_ms: number): string {
    const { world } = this.#options;
    const pose = world.newestPose;
    const wait = `within ${this.#patience_ms / 1000} s`;
    if (pose === null || pose.arrival_ms <= since_ms)
      return (
        `no odometry on ${world.topics.odometry} ${wait}; after a reset_simulation it is silent until simulated time has ` +
        'passed its old value: restart the simulator'
      );
    const where = place === null ? '' : ` at its start (${formatPose(place)})`;
    return `the car did not come to rest${where} ${wait}: ${world.topics.odometry} shows it at ${formatPose(pose)}`;
  }
}

function isStopped(v_mps: number, w_radps: number): boolean {
  return Math.abs(v_mps) < STOPPED_MPS && Math.abs(w_radps) < STOPPED_RADPS;
}

/** A pose as text. */
export function formatPose({ x_m, y_m, yaw_rad }: StartPose): string {
  return `x ${x_m.toFixed(2)} m, y ${y_m.toFixed(2)} m, yaw ${yaw_rad.toFixed(2)} rad`;
}

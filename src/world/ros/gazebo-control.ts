import type { StartPose } from '../../circuit/circuit';
import { messageOf, WorldError } from '../../errors';
import type { Pose } from '../../types';
import { STOP } from '../../types';
import { findCar, isAt, type ModelState, placeOf, setDown, stateOf } from './car-model';
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
  /** Ends every wait. */
  readonly signal?: AbortSignal;
  /** A car that has not stopped or is not seen by then will not be, milliseconds. Default 10 s. */
  readonly patience_ms?: number;
}

/** Between two looks at the car. */
const LOOK_MS = 50;
/** A command that left so long ago has arrived. */
const ARRIVAL_MS = 100;
const PATIENCE_MS = 10_000;
/** A simulator's odometry may come before its services. */
const SERVICE_PATIENCE_MS = 3000;
/** Time that has not gone on for so long stands still: a slow world tells it seldom. */
const STILL_MS = 500;
const STANDS_MPS = 0.05;
const STANDS_RADPS = 0.05;
const PLACED_M = 0.1;
const PLACED_RAD = 0.05;

/**
 * Start, finish, reset and start poses by Gazebo's services. Resetting or setting the car down does not stop it
 * there, its last command goes on: a zero command is sent first, and has arrived before. reset_simulation,
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

  /** Whether there is a car: odometry tells of one, or Gazebo names one. Says nothing of another simulator
   *  whose physics is paused. */
  async isReady(): Promise<boolean> {
    if (this.#options.world.newestPose !== null) return true;
    return (await this.#stateOfCar()) !== null;
  }

  /** Stops the car and has everything put back to where the world began.
   *  @returns where the car stands then; null where Gazebo does not say
   *  @throws WorldError when it cannot be done */
  async reset(): Promise<StartPose | null> {
    await this.#stop();
    await this.#calls.call('reset_world', {}, 'the world cannot be reset', SERVICE_PATIENCE_MS);
    const state = await this.#stateOfCar();
    return state && placeOf(state.pose);
  }

  /** Stops the car and sets it down.
   *  @throws WorldError when it cannot be done, or the car is not there afterwards */
  async place(pose: StartPose): Promise<void> {
    await this.#stop();
    const purpose = 'the car cannot be set to its start';
    const car = await this.#carName();
    const before = await stateOf(this.#calls, car);
    const zero = { x: 0, y: 0, z: 0 };
    const outcome = await this.#calls.call(
      'set_model_state',
      {
        model_state: {
          model_name: car,
          pose: setDown(before?.pose ?? null, pose),
          twist: { linear: zero, angular: zero },
          reference_frame: 'world',
        },
      },
      purpose,
      SERVICE_PATIENCE_MS,
    );
    if (!outcome.success) throw new WorldError(`${purpose}: ${outcome.status_message}`);
    const after = await stateOf(this.#calls, car);
    // A simulator that does not tell states may tell by its odometry.
    if (after !== null && !isAt(placeOf(after.pose), pose, PLACED_M, PLACED_RAD)) {
      throw new WorldError(`${purpose}: it is at ${inWords(placeOf(after.pose))}, not at ${inWords(pose)}`);
    }
  }

  /** Lets time go on where it stands still.
   *  @throws WorldError when it cannot */
  async begin(): Promise<void> {
    if (await this.#timeStandsStill()) {
      await this.#calls.call('unpause_physics', {}, 'physics is paused and cannot be let go on');
    }
  }

  /** Waits until odometry shows the car standing at a place; with null, standing anywhere.
   *  @throws WorldError when it does not come, or shows the car elsewhere */
  async seenAt(place: StartPose | null): Promise<void> {
    const { world } = this.#options;
    const since_ms = performance.now();
    const isThere = (pose: Pose | null): boolean =>
      pose !== null &&
      pose.arrival_ms > since_ms &&
      stands(pose.v_mps, pose.w_radps) &&
      (place === null || isAt(pose, place, PLACED_M, PLACED_RAD));
    while (!isThere(world.newestPose)) {
      if (performance.now() - since_ms > this.#patience_ms)
        throw new WorldError(this.#notSeen(place, since_ms));
      await this.#look();
    }
  }

  /** Stops the car, and time where that is asked for. What cannot be done is said, not thrown: a drive that is
   *  over stays what it was. */
  async finish({ pause }: { readonly pause: boolean }): Promise<void> {
    const { log, world } = this.#options;
    try {
      // Without listeners there is no car to wait for.
      if (world.commandSubscribers > 0) await this.#stop();
      if (pause) await this.#calls.call('pause_physics', {}, 'physics cannot be paused');
    } catch (error) {
      log.warn(messageOf(error));
    }
  }

  /** Zero commands until the car stands or, while time stands still, until one lies with the car. */
  async #stop(): Promise<void> {
    const { world } = this.#options;
    const since_ms = performance.now();
    let heard_ms: number | null = null;
    for (;;) {
      world.command(STOP);
      if (world.commandSubscribers > 0) heard_ms ??= performance.now();
      await this.#look();
      const now_ms = performance.now();
      const arrived = heard_ms !== null && now_ms - heard_ms >= ARRIVAL_MS;
      if (arrived && (await this.#carStands(heard_ms!))) return;
      if (arrived && now_ms - heard_ms! > STILL_MS && (await this.#timeStandsStill())) return;
      if (now_ms - since_ms > this.#patience_ms) break;
    }
    const { command } = world.topics;
    throw new WorldError(
      heard_ms === null
        ? `the car cannot be stopped: nobody listens to ${command}`
        : `the car does not stop: does another node send commands on ${command}?`,
    );
  }

  async #carStands(since_ms: number): Promise<boolean> {
    const state = await this.#stateOfCar();
    if (state !== null) {
      const { linear, angular } = state.twist;
      return stands(Math.hypot(linear.x, linear.y), angular.z);
    }
    const pose = this.#options.world.newestPose;
    return pose !== null && pose.arrival_ms > since_ms && stands(pose.v_mps, pose.w_radps);
  }

  async #timeStandsStill(): Promise<boolean> {
    const time_s = async () =>
      (await this.#calls.tryCall('get_world_properties', {}))?.sim_time ??
      this.#options.world.simulatedSeconds();
    const since_ms = performance.now();
    const before_s = await time_s();
    while (performance.now() - since_ms < STILL_MS) {
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
        'passed its old value: start the simulator anew'
      );
    const where = place === null ? 'still' : `at its start (${inWords(place)})`;
    return `the car does not stand ${where} ${wait}: ${world.topics.odometry} shows it at ${inWords(pose)}`;
  }
}

function stands(v_mps: number, w_radps: number): boolean {
  return Math.abs(v_mps) < STANDS_MPS && Math.abs(w_radps) < STANDS_RADPS;
}

/** A pose for people. */
export function inWords({ x_m, y_m, yaw_rad }: StartPose): string {
  return `x ${x_m.toFixed(2)} m, y ${y_m.toFixed(2)} m, yaw ${yaw_rad.toFixed(2)} rad`;
}

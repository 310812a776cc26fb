/** What a node tells its guard, several times a second: that its main thread turns, and how it drives. */
export interface Beat {
  /** The car may be moving on commands of this node. */
  readonly driving: boolean;
  /** Longest time on one command, in time in which the car moves. */
  readonly timeout_ms: number;
  /** Longest silence of the node before its car is stopped, wall time. */
  readonly silence_ms: number;
  /** Wall time until the car is at the end of the road that it is steered on; null where it is not steered between answers. */
  readonly road_ms: number | null;
  /** Age of the latest command if it moves the car, in time in which it does; null after a zero command. */
  readonly moving_ms: number | null;
  /** Silence after which the node's process is killed, since nothing else ends it; null never. */
  readonly giveUp_ms: number | null;
}

/** Where the guard finds the node's car. */
export interface GuardStart {
  /** Absolute name of the guard. */
  readonly name: string;
  readonly masterUri: string;
  /** Address that the guard listens on and advertises. */
  readonly host: string;
  /** Absolute name of the topic of commands. */
  readonly topic: string;
  /** Slave API of the guarded node, whose own commands are not listened to. */
  readonly nodeUri: string;
}

export type ToGuard =
  | { readonly type: 'start'; readonly start: GuardStart }
  | { readonly type: 'beat'; readonly beat: Beat }
  /** The node has stopped the car itself, for good. */
  | { readonly type: 'farewell' };

export type FromGuard =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly reason: string }
  /** The guard stopped the car; the reason is one line. */
  | { readonly type: 'stopped'; readonly reason: string };

import { type ChildProcess, fork } from 'node:child_process';
import { messageOf } from '../../errors';
import type { RosLogger } from '../../ros/logger';
import { builtFile } from '../../support/paths';
import { BEAT_PERIOD_MS, STEERED_BEAT_PERIOD_MS } from './last-word';
import type { Beat, FromGuard, GuardStart, ToGuard } from './messages';

/** Compiled code also where this file runs from its source (tests). */
const GUARD_FILE = builtFile('session', 'guard', 'guard-process.js');
/** A busy machine may take seconds. */
const READY_MS = 15_000;
/** Leaving the graph takes two seconds at most. */
const END_MS = 3000;
/** A guard that is killed again and again is not wanted. */
const MOST_STARTS = 4;
/** Beats that a guard which is itself suspended has not read: more are not queued. */
const MOST_UNREAD = 20;

export interface DriveGuardOptions extends GuardStart {
  readonly log: RosLogger;
  /** Age of the latest command if it moves the car, in time in which it does; null after a zero command. */
  readonly moving_ms: () => number | null;
  /** The guard stopped the car. */
  readonly onStopped: (reason: string) => void;
  /** Program of the process; default the built one. */
  readonly file?: string;
}

/**
 * The guard of a node that drives: a process of its own, which nothing that blocks or ends the node can block. It
 * gives the car a zero command when this process falls silent, and ends with it.
 */
export class DriveGuard {
  readonly #options: DriveGuardOptions;
  readonly #timer: NodeJS.Timeout;
  #child: ChildProcess | null = null;
  #starts = 0;
  #unread = 0;
  #isEnding = false;
  #state: () => Omit<Beat, 'moving_ms'> = () => ({
    driving: false,
    timeout_ms: 0,
    silence_ms: 0,
    road_ms: null,
    giveUp_ms: null,
  });
  #beat_ms = Number.NEGATIVE_INFINITY;
  /** Whether the latest beat told of a road. */
  #isSteered = false;
  #ready: Promise<void>;

  constructor(options: DriveGuardOptions) {
    this.#options = options;
    this.#ready = this.#start();
    this.#timer = setInterval(() => this.#beatInTime(), STEERED_BEAT_PERIOD_MS);
    this.#timer.unref();
  }

  /** From now on the beats say how the node drives. */
  follow(state: () => Omit<Beat, 'moving_ms'>): void {
    this.#state = state;
  }

  /** Waits until the guard can stop the car. One that cannot start is logged. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Tells the guard at once what the next beat would. */
  beat(): void {
    if (this.#isEnding || this.#unread >= MOST_UNREAD) return;
    this.#unread += 1;
    this.#beat_ms = performance.now();
    const beat: Beat = { ...this.#state(), moving_ms: this.#options.moving_ms() };
    this.#isSteered = beat.road_ms !== null;
    this.#send({ type: 'beat', beat }, () => {
      this.#unread -= 1;
    });
  }

  /** A command for an answer has left. The guard hears at once when it is the first on a road: by what it knew, the car is not
   *  steered, and may be left alone for longer. */
  commanded(): void {
    if (!this.#isSteered && this.#state().road_ms !== null) this.beat();
  }

  /** A car that is steered on a short piece of road is left alone for less time. */
  #beatInTime(): void {
    const period_ms = this.#state().road_ms === null ? BEAT_PERIOD_MS : STEERED_BEAT_PERIOD_MS;
    // Timers are up to a millisecond early.
    if (performance.now() - this.#beat_ms >= period_ms - 1) this.beat();
  }

  /** The car is stopped for good: ends the process. Safe to call twice. */
  async end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearInterval(this.#timer);
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // The wait alone keeps this process alive.
    const patience = setTimeout(() => child.kill('SIGKILL'), END_MS);
    this.#send({ type: 'farewell' }, () => {});
    await ended;
    clearTimeout(patience);
  }

  #send(message: ToGuard, sent: () => void): void {
    if (this.#child?.connected) this.#child.send(message, sent);
    else sent();
  }

  /** Resolves when the process is ready, has failed, or takes too long. */
  #start(): Promise<void> {
    const { log, onStopped, file = GUARD_FILE, name, masterUri, host, topic, nodeUri } = this.#options;
    this.#starts += 1;
    this.#unread = 0;
    return new Promise((resolve) => {
      let isReady = false;
      const fail = (reason: string) => {
        resolve();
        if (!this.#isEnding)
          log.warn(`the guard ${reason}: nothing stops the car if this node hangs or is killed`);
      };
      const child = this.#spawn(file);
      if (child instanceof Error) return fail(`cannot be started (${messageOf(child)})`);
      this.#child = child;
      const late = setTimeout(() => fail(`is not ready after ${READY_MS / 1000} s`), READY_MS);
      child.on('message', (message: FromGuard) => {
        if (message.type === 'stopped') onStopped(message.reason);
        else if (message.type === 'ready') {
          isReady = true;
          clearTimeout(late);
          this.beat();
          resolve();
        } else fail(`cannot start (${message.reason})`);
      });
      child.on('error', (error) => {
        // A channel that breaks is followed by the end of the process; one that never came to be is not.
        if (child.pid !== undefined) return log.debug(`guard: ${messageOf(error)}`);
        clearTimeout(late);
        fail(`cannot be started (${messageOf(error)})`);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        resolve();
        if (isReady && !this.#isEnding) this.#startAgain(signal ?? `code ${code}`);
      });
      this.#send({ type: 'start', start: { name, masterUri, host, topic, nodeUri } }, () => {});
    });
  }

  /** In a session of its own, so that neither a terminal nor a launch that ends the node's group ends it first, and
   *  without what NODE_OPTIONS loads into the node. */
  #spawn(file: string): ChildProcess | Error {
    const { NODE_OPTIONS: _, ...env } = process.env;
    try {
      const options = { detached: true, stdio: 'ignore', cwd: '/', env } as const;
      const child = fork(file, [this.#options.name], { ...options, execArgv: [] });
      child.unref();
      child.channel?.unref();
      return child;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #startAgain(how: string): void {
    const { log } = this.#options;
    if (this.#starts >= MOST_STARTS) {
      log.error(`the guard ended (${how}) for the ${this.#starts}th time and is not started again`);
      return;
    }
    log.warn(`the guard ended (${how}); it is started again`);
    this.#ready = this.#start();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

import { STOP, type World } from '../types';
import type { DriveObserver } from './drive-observer';

/** How often a stopped car is sent the zero command again. */
const REPEAT_PERIOD_MS = 250;

/** Keeps the car stopped while frames or the brain fail. */
export class CarStop {
  readonly #world: Pick<World, 'command'>;
  readonly #observer: Pick<DriveObserver, 'stopped' | 'drivingOn'>;
  #because: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(world: Pick<World, 'command'>, observer: Pick<DriveObserver, 'stopped' | 'drivingOn'>) {
    this.#world = world;
    this.#observer = observer;
  }

  /** Why the car is kept stopped; null while it is not. */
  get because(): string | null {
    return this.#because;
  }

  /** Sends a zero command; the first reason stays until `release`. */
  hold(reason: string): void {
    this.#world.command(STOP);
    if (this.#because !== null) return;
    this.#because = reason;
    this.#observer.stopped(reason);
  }

  /** A command has left: the car drives on. */
  release(): void {
    if (this.#because === null) return;
    this.#because = null;
    this.#observer.drivingOn();
  }

  /** Something else keeps the car stopped from now on. */
  forget(): void {
    this.#because = null;
  }

  /** Repeats the zero command from now on while the car is kept stopped, for a car that was not connected when it
   *  was sent. */
  repeat(): void {
    this.#timer ??= setInterval(() => {
      if (this.#because !== null) this.#world.command(STOP);
    }, REPEAT_PERIOD_MS).unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}

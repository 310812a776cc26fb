import type { HandRequest } from '../page-requests';
import { HANDS_OFF, type Hand, isDrivingKey, moveHand, readGamepad, readKeys } from './model/hand';

/** The server stops the car when it hears nothing for half a second. */
const SEND_ms = 50;

/** Keys, gamepad and the field for fingers, while this page drives by hand. */
export class Hands {
  readonly #send: (request: HandRequest) => void;
  readonly #pressed = new Set<string>();
  #hand: Hand = HANDS_OFF;
  #pad: Hand | null = null;
  #timer: number | undefined;
  #moved_ms = 0;

  constructor(send: (request: HandRequest) => void) {
    this.#send = send;
  }

  /** Begins and ends to drive. */
  follow(isMyHand: boolean): void {
    if (isMyHand === (this.#timer !== undefined)) return;
    this.#letGo();
    this.#hand = HANDS_OFF;
    if (isMyHand) {
      this.#moved_ms = performance.now();
      this.#timer = window.setInterval(() => this.#move(), SEND_ms);
      window.addEventListener('keydown', this.#press);
      window.addEventListener('keyup', this.#release);
      window.addEventListener('blur', this.#letGo);
    } else {
      window.clearInterval(this.#timer);
      this.#timer = undefined;
      window.removeEventListener('keydown', this.#press);
      window.removeEventListener('keyup', this.#release);
      window.removeEventListener('blur', this.#letGo);
    }
  }

  /** What a finger asks for; null when it is lifted. */
  setPad(hand: Hand | null): void {
    this.#pad = hand;
  }

  #move(): void {
    const now_ms = performance.now();
    const seconds = Math.min(0.2, (now_ms - this.#moved_ms) / 1000);
    this.#moved_ms = now_ms;
    const direct = this.#pad ?? readGamepads();
    this.#hand = direct ?? moveHand(this.#hand, readKeys(this.#pressed), seconds);
    this.#send({ type: 'hand', ...this.#hand });
  }

  readonly #press = (event: KeyboardEvent): void => {
    // In a list of choices the keys choose.
    const isElsewhere = event.target instanceof Element && event.target.closest('select, input') !== null;
    if (isElsewhere || !isDrivingKey(event.code) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#pressed.add(event.code);
  };

  readonly #release = (event: KeyboardEvent): void => {
    this.#pressed.delete(event.code);
  };

  readonly #letGo = (): void => {
    this.#pressed.clear();
    this.#pad = null;
  };
}

function readGamepads(): Hand | null {
  for (const pad of navigator.getGamepads()) {
    const hand =
      pad &&
      readGamepad(
        pad.axes,
        pad.buttons.map(({ value }) => value),
      );
    if (hand) return hand;
  }
  return null;
}

import { clamp } from '../../../support/numbers';

/** Where the hands are: shares of the highest speed and of the sharpest turn, as a `HandRequest` has them. */
export interface Hand {
  /** -1 (backwards) to 1. */
  readonly throttle: number;
  /** -1 (right) to 1 (left). */
  readonly steering: number;
}

export const HANDS_OFF: Hand = { throttle: 0, steering: 0 };

/** Keys by their place on the keyboard (KeyboardEvent.code), and what they ask for. */
const KEYS: Readonly<Record<string, Partial<Hand>>> = {
  ArrowUp: { throttle: 1 },
  KeyW: { throttle: 1 },
  ArrowDown: { throttle: -1 },
  KeyS: { throttle: -1 },
  ArrowLeft: { steering: 1 },
  KeyA: { steering: 1 },
  ArrowRight: { steering: -1 },
  KeyD: { steering: -1 },
};

/** A key is on or off, a wheel is not: shares a second at which keys turn it, let go of it, and press the throttle. */
const TURN = 2.2;
const CENTRE = 4;
const PRESS = 0.6;
const RELEASE = 1.5;

/** Of a stick that nobody touches. */
const DEAD_ZONE = 0.12;
/** In the standard layout of gamepads (W3C Gamepad): right and left trigger. */
const RIGHT_TRIGGER = 7;
const LEFT_TRIGGER = 6;

export function isDrivingKey(code: string): boolean {
  return Object.hasOwn(KEYS, code);
}

/** What the pressed keys ask for together; opposite ones ask for nothing. */
export function readKeys(pressed: ReadonlySet<string>): Hand {
  const asked = [...pressed].map((code) => KEYS[code] ?? {});
  const add = (name: keyof Hand) =>
    [1, -1].reduce((sum, way) => sum + (asked.some((hand) => hand[name] === way) ? way : 0), 0);
  return { throttle: add('throttle'), steering: add('steering') };
}

/** Moves the hands towards what keys ask for. @param seconds since they moved last */
export function moveHand(hand: Hand, asked: Hand, seconds: number): Hand {
  return {
    throttle: approach(hand.throttle, asked.throttle, seconds * (asked.throttle === 0 ? RELEASE : PRESS)),
    steering: approach(hand.steering, asked.steering, seconds * (asked.steering === 0 ? CENTRE : TURN)),
  };
}

/** What a gamepad says: the left stick steers, the triggers drive; null while nobody touches it. */
export function readGamepad(axes: readonly number[], triggers: readonly number[]): Hand | null {
  const x = axes[0] ?? 0;
  const steering =
    Math.abs(x) < DEAD_ZONE ? 0 : -clamp((x - Math.sign(x) * DEAD_ZONE) / (1 - DEAD_ZONE), -1, 1);
  const throttle = clamp((triggers[RIGHT_TRIGGER] ?? 0) - (triggers[LEFT_TRIGGER] ?? 0), -1, 1);
  return steering === 0 && throttle === 0 ? null : { throttle, steering };
}

/** What a finger in a field asks for. @param x, y shares of its width and height, from its top left corner */
export function readPad(x: number, y: number): Hand {
  return { throttle: clamp(1 - 2 * y, -1, 1), steering: clamp(1 - 2 * x, -1, 1) };
}

function approach(from: number, to: number, step: number): number {
  return from < to ? Math.min(to, from + step) : Math.max(to, from - step);
}

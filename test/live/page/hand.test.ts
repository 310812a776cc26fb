import {
  HANDS_OFF,
  isDrivingKey,
  moveHand,
  readGamepad,
  readKeys,
  readPad,
} from '../../../src/live/page/model/hand';

describe('hands on the page', () => {
  it('drive with arrows and with W A S D', () => {
    expect(readKeys(new Set(['ArrowUp', 'ArrowLeft']))).toEqual({ throttle: 1, steering: 1 });
    expect(readKeys(new Set(['KeyS', 'KeyD']))).toEqual({ throttle: -1, steering: -1 });
    expect(readKeys(new Set(['KeyA', 'ArrowLeft', 'KeyD']))).toEqual({ throttle: 0, steering: 0 });
    expect(readKeys(new Set(['ArrowUp', 'KeyW']))).toEqual({ throttle: 1, steering: 0 });
    expect(['KeyW', 'Space', 'toString'].map(isDrivingKey)).toEqual([true, false, false]);
  });

  it('move the wheel steadily, and let it go faster than they turn it', () => {
    const left = { throttle: 1, steering: 1 };
    const turned = moveHand(HANDS_OFF, left, 0.1);
    expect(turned.steering).toBeGreaterThan(0.1);
    expect(turned.steering).toBeLessThan(0.5);
    expect(moveHand(turned, HANDS_OFF, 0.1)).toEqual(HANDS_OFF);
    expect(moveHand(HANDS_OFF, left, 60)).toEqual(left);
  });

  it('drive with a gamepad: the left stick steers, the triggers drive', () => {
    const triggers = (left: number, right: number) => [0, 0, 0, 0, 0, 0, left, right];
    expect(readGamepad([0.05, 0], triggers(0, 0))).toBeNull();
    expect(readGamepad([-1, 0], triggers(0, 0.5))).toEqual({ throttle: 0.5, steering: 1 });
    expect(readGamepad([1, 0], triggers(1, 0))).toEqual({ throttle: -1, steering: -1 });
    expect(readGamepad([], [])).toBeNull();
  });

  it('drive with a finger: up is faster, left is left', () => {
    expect(readPad(0.5, 0.5)).toEqual(HANDS_OFF);
    expect(readPad(0, 0)).toEqual({ throttle: 1, steering: 1 });
    expect(readPad(2, 2)).toEqual({ throttle: -1, steering: -1 });
  });
});

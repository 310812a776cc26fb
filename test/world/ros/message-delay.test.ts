import { MessageDelay } from '../../../src/world/ros/message-delay';

/** Messages at 20 Hz whose clock is 1000 s ahead; the last one comes `late_s` later than the others. */
function delayOf(late_s: number, rate = 1): number {
  const delay = new MessageDelay();
  for (let i = 0; i < 40; i += 1) delay.of(1000 + i * 0.05 * rate, i * 0.05 + 0.003);
  return delay.of(1000 + 40 * 0.05 * rate, 40 * 0.05 + 0.003 + late_s);
}

describe('the delay of a message', () => {
  it.each([0, 0.04, 0.12])('is what it comes later than the fastest: %d s', (late_s) => {
    expect(delayOf(late_s)).toBeCloseTo(late_s, 9);
  });

  it('is at most half a second', () => {
    const delay = new MessageDelay();
    for (let i = 0; i < 64; i += 1) delay.of(1000 + i * 0.1, i * 0.1);
    expect(delay.of(1006.4, 6.4 + 0.6)).toBe(0.5);
  });

  it('is unknown in the first second, where the other clock runs faster or slower, and after a long silence', () => {
    expect(new MessageDelay().of(1000, 5)).toBe(0);
    expect(delayOf(3)).toBe(0);
    expect(delayOf(0.04, 0.5)).toBe(0);
    expect(delayOf(0.04, 3)).toBe(0);
  });

  it('begins again where the stamps are set back', () => {
    const delay = new MessageDelay();
    for (let i = 0; i < 40; i += 1) delay.of(1000 + i * 0.05, i * 0.05);
    expect(delay.of(0, 2)).toBe(0);
    for (let i = 1; i < 40; i += 1) delay.of(i * 0.05, 2 + i * 0.05);
    expect(delay.of(2, 4.03)).toBeCloseTo(0.03, 9);
  });
});

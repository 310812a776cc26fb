import { foreignText } from '../../src/ros/foreign-text';
import { LineLimit } from '../../src/ros/line-limit';

describe('what peers may put into a log', () => {
  it('is some lines in a time', () => {
    let now_ms = 0;
    const limit = new LineLimit(2, 1000, () => now_ms);
    expect([limit.allows(), limit.allows(), limit.allows()]).toEqual([true, true, false]);
    now_ms = 1000;
    expect(limit.allows()).toBe(true);
  });

  it('is short, and nothing that a terminal obeys', () => {
    expect(foreignText('\u001b[2Jgone\n')).toBe('\\u001b[2Jgone\\n');
    expect(foreignText('a'.repeat(100_000))).toBe(`${'a'.repeat(300)}...`);
  });
});

import { nearest, suggestion } from '../../src/support/nearest';

describe('what somebody may have meant', () => {
  it.each([
    ['pilotnt', 'pilotnet'],
    ['PILOTNET', 'pilotnet'],
    ['line_folower', 'line_follower'],
    ['x', null],
    ['', null],
    ['p'.repeat(1_000_000), null],
  ])('is for %s', (word, meant) => {
    expect(nearest(word, ['pilotnet', 'line_follower'])).toBe(meant);
  });

  it('is said in brackets', () => {
    expect(suggestion('pilotnt', ['pilotnet'])).toBe(" (did you mean 'pilotnet'?)");
    expect(suggestion('other', ['pilotnet'])).toBe('');
  });
});

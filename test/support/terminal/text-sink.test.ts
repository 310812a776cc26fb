import { styled } from '../../../src/support/terminal/style';
import { terminalFor } from '../../../src/support/terminal/text-sink';

const sink = (isTTY: boolean) => ({ isTTY, columns: 90, write: () => true });

describe('what the environment allows', () => {
  it.each<[string, boolean, NodeJS.ProcessEnv, { isTTY: boolean; allowsColor: boolean }]>([
    ['a terminal', true, {}, { isTTY: true, allowsColor: true }],
    ['a file or pipe', false, {}, { isTTY: false, allowsColor: false }],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, { isTTY: true, allowsColor: false }],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, { isTTY: true, allowsColor: true }],
    ['a dumb terminal', true, { TERM: 'dumb' }, { isTTY: false, allowsColor: false }],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, { isTTY: false, allowsColor: true }],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, { isTTY: true, allowsColor: false }],
    [
      'a terminal with FORCE_COLOR=false',
      true,
      { FORCE_COLOR: 'false' },
      { isTTY: true, allowsColor: false },
    ],
    [
      'NO_COLOR with FORCE_COLOR',
      true,
      { NO_COLOR: '1', FORCE_COLOR: '1' },
      { isTTY: true, allowsColor: false },
    ],
  ])('%s', (_, isTTY, env, allowed) => {
    const { isTTY: rewrites, allowsColor } = terminalFor(sink(isTTY), env);
    expect({ isTTY: rewrites, allowsColor }).toEqual(allowed);
  });

  it('follows a terminal that is resized', () => {
    const resized = sink(true);
    const terminal = terminalFor(resized, {});
    resized.columns = 40;
    expect(terminal.columns).toBe(40);
  });
});

describe('a style', () => {
  it('is codes around the text where colours are allowed, and nothing elsewhere', () => {
    expect(styled({ allowsColor: true }, 'red', 'no')).toBe('\x1b[31mno\x1b[39m');
    expect(styled({ allowsColor: false }, 'red', 'no')).toBe('no');
    expect(styled({}, 'bold', 'no')).toBe('no');
  });
});

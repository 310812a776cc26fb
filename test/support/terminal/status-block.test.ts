import { StatusBlock } from '../../../src/support/terminal/status-block';
import { terminalFor } from '../../../src/support/terminal/text-sink';

const ESCAPE = '\x1b';
const CODES = new RegExp(`(\r${ESCAPE}\\[2K|${ESCAPE}\\[1A|\n)`);

/** What a terminal shows of what was written. */
function shown(written: readonly string[]): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const part of written.join('').split(CODES)) {
    if (part === '\r\x1b[2K') lines[row] = '';
    else if (part === '\x1b[1A') row -= 1;
    else if (part === '\n') row += 1;
    else lines[row] = (lines[row] ?? '') + part;
    lines[row] ??= '';
  }
  return lines.filter((line) => line !== '');
}

function setUp(isTTY = true) {
  const written: string[] = [];
  let now_ms = 0;
  const sink = terminalFor({ write: (text) => written.push(text), isTTY, columns: 20 }, { TERM: 'xterm' });
  const block = new StatusBlock(sink, () => now_ms);
  const show = (...lines: string[]) => {
    now_ms += 1000;
    block.show(() => lines);
  };
  return { block, sink, written, show };
}

test('lines are rewritten in place, also where they become fewer', () => {
  const { block, sink, written, show } = setUp();
  show('one', 'two', 'three');
  show('uno', 'dos');
  expect(shown(written)).toEqual(['uno', 'dos']);
  block.clear();
  sink.write('a line that stays\n');
  show('eins');
  expect(shown(written)).toEqual(['a line that stays', 'eins']);
});

test('long lines are cut, and what they quote cannot reach the terminal as codes', () => {
  const { written, show } = setUp();
  show(`${'x'.repeat(50)}`, 'a\x1b[2Jb');
  expect(shown(written)).toEqual(['x'.repeat(19), 'a\\u001b[2Jb']);
});

test('without a terminal nothing is written', () => {
  const { written, show, block } = setUp(false);
  show('one');
  block.clear();
  expect(written).toEqual([]);
});

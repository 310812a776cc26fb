import { escapeControls, quoted } from '../../../src/errors';
import { createLogger } from '../../../src/support/logger';
import { escapeAroundCodes } from '../../../src/support/terminal/escape';
import { StatusLine } from '../../../src/support/terminal/status-line';
import { styled } from '../../../src/support/terminal/style';
import { terminalFor, writeCodes } from '../../../src/support/terminal/text-sink';

const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter(
  (sign) => /\p{Cc}/u.test(sign) && sign !== '\n' && sign !== '\t',
);
/** Colours, titles, the clipboard, a forged line of ours, one byte CSI, and a text that runs backwards. */
const HOSTILE = '\x1b[31mred\x1b]0;title\x07\x1b]52;c;eA==\x1b\\\r\x1b[2Kf1-brain: ok\x9b31m\u202etxt.exe';

function terminal() {
  const written: string[] = [];
  const sink = { isTTY: true, columns: 400, write: (text: string) => written.push(text) };
  return { terminal: terminalFor(sink, { TERM: 'xterm' }), text: () => written.join('') };
}

/** Whether a terminal would obey anything in a text, codes of our own apart. */
const isSafe = (text: string) => !/[^\P{Cc}\n\t]|[\u202a-\u202e]/u.test(text);

test('what a sink writes holds no control character but line ends and tabs', () => {
  const { terminal: sink, text } = terminal();
  sink.write(`a\tb\n${CONTROLS.join('')}${HOSTILE}\n`);
  expect(isSafe(text())).toBe(true);
  expect(text()).toMatch(/^a\tb\n/);
  expect(text()).toContain('\\u001b[31mred');
  expect(text()).toContain('\\u009b31m\\u202etxt.exe');
});

test('JSON is the same value after it is escaped', () => {
  const { terminal: sink, text } = terminal();
  const value = { name: HOSTILE + CONTROLS.join('') };
  sink.write(`${JSON.stringify(value)}\n`);
  expect(isSafe(text())).toBe(true);
  expect(JSON.parse(text())).toEqual(value);
});

test('codes of our own reach a terminal, others around them do not', () => {
  const { terminal: sink, text } = terminal();
  writeCodes(sink, `${styled(sink, 'red', 'f1-brain:')} \x1b[5mx\x1b[0m\n`);
  expect(text()).toBe('\x1b[31mf1-brain:\x1b[39m \\u001b[5mx\\u001b[0m\n');
  expect(escapeAroundCodes('\r\x1b[2K50 %\r')).toBe('\r\x1b[2K50 %\\r');
});

test('a status line shows foreign names escaped, on one line', () => {
  const { terminal: sink, text } = terminal();
  new StatusLine(sink).show(() => `measuring ${HOSTILE}\nfile`);
  expect(text().startsWith('\r\x1b[2Kmeasuring \\u001b[31mred')).toBe(true);
  expect(isSafe(text().slice(5))).toBe(true);
  expect(text()).toContain('\\nfile');
});

test('a log line is one line, in colour only where it is ours', () => {
  const { terminal: sink, text } = terminal();
  createLogger({ env: {}, stderr: sink, logFile: null, atEnd: () => {} }).warn(
    `peer ${HOSTILE}\nerror: forged`,
  );
  expect(text().startsWith('\x1b[33mwarn:\x1b[39m peer \\u001b[31mred')).toBe(true);
  expect(text().split('\n')).toHaveLength(2);
  expect(isSafe(text().replace('\x1b[33mwarn:\x1b[39m', ''))).toBe(true);
});

test('a quote holds no control character, C1 included', () => {
  expect(quoted('a\x9b31m\x7f\r\n')).toBe("'a\\u009b31m\\u007f\\r\\n'");
  expect(CONTROLS.map(escapeControls).every((text) => /^\\(u00[0-9a-f]{2}|[rnbtf])$/.test(text))).toBe(true);
});

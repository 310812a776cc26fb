import path from 'node:path';
import { encodeModel } from '../../src/onnx/file';
import { createFloat32Tensor } from '../../src/onnx/tensor';
import { start, temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { writeTinyModel } from '../helpers/onnx-model';
import { createNetwork, int, ints, node } from '../onnx/support/networks';

/** The colours of the machine that tests are out of the way. */
const PLAIN = { NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: 'xterm-256color' };
const TERMINAL = { isTTY: true, columns: 80 };
const folder = temporaryFolder();
const ring = writeRing(folder);
const ESCAPE = '\x1b';

let laps = 0;
const lap = (env: NodeJS.ProcessEnv, isTTY: boolean) =>
  run(
    [
      ...['lap', 'line_follower', '--circuit', ring, '--world', 'lockstep', '--no-record'],
      ...['--out', path.join(folder, `out-${++laps}`)],
    ],
    { ...PLAIN, ...env },
    { isTTY, columns: 60 },
  );

describe('on a terminal', () => {
  test('errors and headings are coloured', async () => {
    const { stderr } = await run(['lap', '--circuit', 'nowhere'], PLAIN, TERMINAL);
    expect(stderr).toContain('\x1b[31mf1-brain:\x1b[39m ');
    const { stdout } = await run(['lap', '--help'], PLAIN, TERMINAL);
    expect(stdout).toContain('\x1b[1mOptions:\x1b[22m');
  });

  test('the progress line is rewritten in place, and removed at the end', async () => {
    const { code, stderr } = await lap({}, true);
    expect(code).toBe(0);
    const written = stderr.split('\r\x1b[2K');
    expect(written.length).toBeGreaterThan(2);
    expect(Math.max(...written.map((text) => text.length))).toBeLessThan(60);
    expect(stderr.endsWith('\r\x1b[2K')).toBe(true);
  });
});

test.each([
  ['an option', ['lap', '--\x1b[31mx']],
  ['a subcommand', ['\x9b31mlap']],
  ['a circuit', ['lap', '--circuit', '\x1b[31mred\x1b]0;title\x07']],
  ['a bag', ['metrics', 'no\x1b[31m\r\x1b[2Ksuch.bag']],
  ['a folder of runs', ['report', '\x1b[5mruns/']],
  ['a dataset', ['dataset', 'info', 'no\x1b[31m/such']],
])('%s with terminal codes in its name is quoted without them', async (_, words) => {
  const { code, stdout, stderr } = await run(words, PLAIN, TERMINAL);
  expect(code).not.toBe(0);
  expect((stdout + stderr).replace('\x1b[31mf1-brain:\x1b[39m', '')).not.toMatch(/[^\P{Cc}\n\t]/u);
  expect(stdout + stderr).toMatch(/\\u00(1b|9b)/);
});

test("names in a model do not reach a terminal through onnxruntime's own log", async () => {
  const model = createNetwork({
    inputs: { image: [1, 3, 66, 200] },
    outputs: { command: [1, 2] },
    nodes: [
      node('ReduceMean', 'image', 'mean', { axes: ints(0, 1, 2, 3), keepdims: int(0) }),
      node('Add', 'mean far', 'sum'),
      node('Cast', 'sum', 'index', { to: int(7) }),
      { ...node('Gather', 'table index', 'command'), name: '\x1b[31mred' },
    ],
    initializers: { far: createFloat32Tensor([], [1e6]), table: createFloat32Tensor([1, 1, 2], [1, 2]) },
  });
  const { modelFile } = writeTinyModel({ content: Buffer.from(encodeModel(model)) });
  const { code, stderr } = await start(['lap', '--model', modelFile, '--no-record', '--out', folder]).ended;
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /cannot run .* Name:'\\u001b\[31mred' Status Message: indices element out of data bounds/,
  );
  expect(stderr).not.toContain(ESCAPE);
});

describe.each<[string, NodeJS.ProcessEnv, boolean]>([
  ['with NO_COLOR', { NO_COLOR: '1' }, true],
  ['on a dumb terminal', { TERM: 'dumb' }, true],
  ['to a file or pipe', {}, false],
])('%s', (_, env, isTTY) => {
  test('nothing is coloured', async () => {
    for (const words of [['lap', '--help'], ['lap', '--circuit', 'nowhere'], ['lpa']]) {
      const { stdout, stderr } = await run(words, { ...PLAIN, ...env }, { ...TERMINAL, isTTY });
      expect((stdout + stderr).length).toBeGreaterThan(10);
      expect(stdout + stderr).not.toContain(ESCAPE);
    }
  });
});

test.each<[string, NodeJS.ProcessEnv, boolean]>([
  ['a dumb terminal', { TERM: 'dumb' }, true],
  ['a file or pipe', {}, false],
])('%s gets progress as lines without control characters', async (_, env, isTTY) => {
  const { code, stdout, stderr } = await lap(env, isTTY);
  expect(code).toBe(0);
  expect(stderr).toMatch(/m\/s .*\n$/);
  expect(stdout + stderr).not.toContain(ESCAPE);
  expect(stdout + stderr).not.toContain('\r');
});

test('FORCE_COLOR colours a pipe too, but rewrites no line there', async () => {
  const env = { ...PLAIN, FORCE_COLOR: '1' };
  const { stderr } = await run(['lap', '--circuit', 'nowhere'], env, { isTTY: false });
  expect(stderr).toContain('\x1b[31mf1-brain:');
  expect((await lap({ FORCE_COLOR: '1' }, false)).stderr).not.toContain('\r');
});

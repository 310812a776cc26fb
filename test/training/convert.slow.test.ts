import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { largestDifference, PYTHON, ROOT, withPytorch } from './tools';

interface Answer {
  readonly image: number[];
  readonly command: number[];
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const CONVERTED: [string, string, string, string[]][] = [
  ['a state_dict with BatchNorm', 'norm.pth', 'norm', []],
  ['one without, saved from several GPUs', 'plain.pth', 'plain', []],
  ['one in the format before PyTorch 1.6', 'old.pth', 'old', []],
  ['a checkpoint of a network of three frames', 'stacked.pth', 'stacked', ['--interval', '100']],
  ['a TorchScript file', 'script.pt', 'script', []],
  ['a whole module that is trusted', 'whole.pth', 'whole', ['--trust', '--classes', __dirname]],
];

const REFUSED: [string, RegExp][] = [
  ['kernel.pth', /tensor 'cn_3\.weight' is 8x8x3x3, expected the third convolution's weight \(anyx8x5x5\)/],
  ['outputs.pth', /tensor 'fc_5\.weight' is 3x10, expected the fifth dense layer's weight \(2x10\)/],
  ['nan.pth', /tensor 'fc_2\.bias' holds values that are no finite numbers/],
  ['longer.pth', /tensor 'fc_6\.weight' follows where a PilotNet ends/],
  ['shorter.pth', /ends before the fifth dense layer's weight/],
  ['list.pth', /holds no tensors \(a list\); expected a state_dict/],
  ['whole.pth', /loading it runs code from the file.*--trust/],
  ['harmful.pth', /holds more than tensors \(.*print\).*loading it runs code/],
  ['three.pt', /answers 1x3, expected a tensor of 1x2/],
  ['text.pth', /is not a file that torch\.save or torch\.jit\.save wrote/],
  ['cut.pth', /is not a file that torch\.save or torch\.jit\.save wrote, or it is truncated/],
  ['none.pth', /no such file/],
];

const OPTIONS =
  '--crop 0:480 --fit pad --channels bgr --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --v 13,0 --w 6,-3';

withPytorch('conversion of PyTorch networks', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-convert-'));
  const out = path.join(folder, 'models');
  const target = (name: string) => path.join(out, `${name}.onnx`);
  const call = (file: string, name: string, ...options: string[]) => [
    path.join(folder, file),
    '--out',
    target(name),
    ...options,
  ];
  let answers: Record<string, Answer>;
  let refused: Ran[];
  let left: string[];
  let others: Ran[];

  function convertAll(calls: string[][]): Ran[] {
    const file = path.join(folder, 'calls.json');
    writeFileSync(file, JSON.stringify(calls));
    return JSON.parse(
      execFileSync(PYTHON!, [path.join(__dirname, 'convert-many.py'), file], { encoding: 'utf8' }),
    );
  }

  beforeAll(() => {
    execFileSync(PYTHON!, [path.join(__dirname, 'saved-networks.py'), folder]);
    answers = JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8'));
    mkdirSync(out);
    refused = convertAll(REFUSED.map(([file]) => call(file, 'refused')));
    left = readdirSync(out);
    others = convertAll([
      ...CONVERTED.map(([, file, name, options]) => call(file, name, ...options)),
      call('plain.pth', 'told', ...OPTIONS.split(' ')),
      call('norm.pth', 'refused', '--size', '160x120'),
      call('norm.pth', 'plain'),
      ...['0.5', '20000', 'nan'].map((interval) => call('stacked.pth', 'apart', '--interval', interval)),
    ]);
  }, 400_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(CONVERTED)('%s answers in the node as it did in PyTorch', async (what, _, name) => {
    const { status, stdout, stderr } = others[CONVERTED.findIndex((row) => row[0] === what)]!;
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/answers as PyTorch does on 6 pictures/);
    const card = readCard(target(name));
    const stacked = { frames: 3, order: 'oldest-first', interval_ms: 100 };
    expect(card.input).toMatchObject(name === 'stacked' ? stacked : { frames: 1, interval_ms: null });
    expect(card.output.v).toEqual({ index: 0, scale: 17.5, offset: 6.5 });
    expect(card.output.w).toEqual({ index: 1, scale: 14.2, offset: -7.1 });
    expect(await largestDifference(target(name), { steps: [answers[name]!] })).toBeLessThan(1e-5);
  });

  test('the options for preprocessing and units go into the card', () => {
    expect(others[CONVERTED.length]!.status).toBe(0);
    const { input, output } = readCard(target('told'));
    expect(input).toMatchObject({ crop: { top: 0, bottom: 480 }, fit: 'pad', channels: 'bgr' });
    expect(input.mean).toEqual([0.485, 0.456, 0.406]);
    expect(input.std).toEqual([0.229, 0.224, 0.225]);
    expect([output.v, output.w]).toEqual([
      { index: 0, scale: 13, offset: 0 },
      { index: 1, scale: 6, offset: -3 },
    ]);
  });

  test.each(REFUSED)('%s is refused in one line', (file, message) => {
    const { status, stderr } = refused[REFUSED.findIndex((row) => row[0] === file)]!;
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.map(({ stdout }) => stdout).join('')).toBe('');
  });

  test('what is refused leaves nothing behind', () => {
    expect(left).toEqual([]);
  });

  test('another image size is checked against the first dense layer', () => {
    const { status, stderr } = others[CONVERTED.length + 1]!;
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /tensor 'fc_1\.weight' takes 180 values, but pictures of 160x120 give 1040 \(10x8x13\)/,
    );
  });

  test('a model that stands there is not written over unasked', () => {
    const { status, stderr } = others[CONVERTED.length + 2]!;
    expect(status).toBe(2);
    expect(stderr).toMatch(/plain\.onnx exists; --force overwrites it/);
  });

  test.each(['0.5', '20000', 'nan'])('frames %s ms apart are refused', (interval) => {
    const { status, stderr } = others[CONVERTED.length + 3 + ['0.5', '20000', 'nan'].indexOf(interval)]!;
    expect(status).toBe(2);
    expect(stderr).toContain(`--interval is ${interval}, must be 1 to 10000 ms`);
  });

  test('the command says what it made', () => {
    const script = path.join(ROOT, 'training/convert.py');
    const all = [script, ...call('norm.pth', 'plain', '--force')];
    const { status, stdout } = spawnSync(PYTHON!, all, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/plain\.onnx: 0\.\d+ MB, 1 frame of 200x66; answers as PyTorch does/);
  }, 180_000);
});

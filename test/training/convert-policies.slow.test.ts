import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { largestDifference, PYTHON, withPytorch } from './tools';

interface Answer {
  readonly image: number[];
  readonly command: number[];
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROWS = '--rows 253,265,300,350,400';
const ACTIONS = ['--actions', '7,0 4,1.5 4,-1.5'];
const RANGES = '--range-v 1,10 --range-w=-1.5,1.5';
const IMAGES = '--size 40x40 --channels grey --frames 2';
const words = (text: string) => text.split(' ');

const THREE = { classes: [7, 4, 4] };
const ACTOR = { index: 0, scale: 4.5, offset: 5.5, clamp: [1, 10] };

/** File, options, and what the card says of v. */
const CONVERTED: [string, string, string[], object][] = [
  ['a PPO actor', 'ppo.zip', words(`${ROWS} ${RANGES}`), ACTOR],
  ['a PPO policy that chooses, with ELU', 'choice.zip', [...words(ROWS), ...ACTIONS], THREE],
  [
    'a PPO actor in m/s and rad/s',
    'physical.zip',
    words(`${ROWS} ${RANGES} --unscaled`),
    { index: 0, scale: 1, offset: 0, clamp: [1, 10] },
  ],
  ['a DQN of stacked grey images', 'dqn.zip', [...words(IMAGES), ...ACTIONS], THREE],
  ['a SAC actor', 'sac.zip', words(`${ROWS} ${RANGES}`), ACTOR],
  ['a TD3 or DDPG actor', 'td3.zip', words(`${ROWS} ${RANGES}`), ACTOR],
  ['a state_dict of dense layers', 'plain.pth', [...words(`${ROWS} --activation tanh`), ...ACTIONS], THREE],
  ['one that ends in tanh', 'squashed.pth', words(`${ROWS} ${RANGES} --squash`), ACTOR],
];

const REFUSED: [string, string[], RegExp][] = [
  ['choice.zip', words(ROWS), /scores 3 actions \(PPO or A2C\); say what they are with --actions/],
  ['dqn.zip', words(IMAGES), /scores 3 actions \(DQN\); say what they are with --actions/],
  ['dqn.zip', [...words(IMAGES), '--actions', '7,0 4,1'], /scores 3 actions, but --actions lists 2/],
  ['ppo.zip', words(ROWS), /is an actor \(PPO or A2C\); say what its outputs mean with --range-v/],
  ['physical.zip', words(`${ROWS} ${RANGES}`), /first and second action are 1,10 and -1\.5,1\.5.*--unscaled/],
  ['ppo.zip', words(`--rows 253,265 ${RANGES}`), /takes 5 values, but --rows lists 2/],
  ['ppo.zip', words(RANGES), /sees numbers, not an image.*--rows/],
  ['dqn.zip', [...words(ROWS), ...ACTIONS], /begins with a convolution, so it sees an image: remove --rows/],
  [
    'dqn.zip',
    [...words('--size 48x48 --channels grey --frames 2'), ...ACTIONS],
    /takes 64 values, but images of 48x48/,
  ],
  [
    'dqn.zip',
    [...words('--size 40x40 --channels grey'), ...ACTIONS],
    /takes 2 channels, but --channels and --frames make 1/,
  ],
  ['four.pt', [...words(ROWS), ...ACTIONS], /answers 1x4, expected a tensor of 1x3 \(a score for each/],
  ['harmful.zip', words(`${ROWS} ${RANGES}`), /holds more than tensors \(.*print\)/],
  ['noise.zip', words(`${ROWS} ${RANGES}`), /trained with use_sde, which is unsupported/],
  ['own.zip', words(`${ROWS} ${RANGES}`), /features extractor of its own \(MyCNN\)/],
  ['several.zip', words(`${ROWS} ${RANGES}`), /several choices at once \(MultiDiscrete\)/],
  ['lstm.zip', words(`${ROWS} ${RANGES}`), /is recurrent/],
  ['dict.zip', words(`${ROWS} ${RANGES}`), /several observations at once/],
  ['unknown.zip', words(ROWS), /holds no policy of PPO, A2C, DQN, SAC, TD3 or DDPG/],
  [
    'cut.zip',
    words(`${ROWS} ${RANGES}`),
    /is not a file that torch\.save or torch\.jit\.save wrote, or it is truncated/,
  ],
];

/** Options that contradict each other, found before a file is read. */
const CONTRADICTORY: [string[], RegExp][] = [
  [words('--range-v 1,10'), /--range-v and --range-w belong together/],
  [[...words(RANGES), ...ACTIONS], /give one of them/],
  [words('--unscaled'), /--unscaled needs --range-v and --range-w/],
  [words(`${ROWS} --frames 3`), /--rows are those of one frame/],
  [words('--range-v 10,1 --range-w=-1,1'), /must be the lower and the higher limit/],
  [words('--channels grey --mean 1,2,3'), /need 1 value with --channels grey/],
  [words('--rows 253,480'), /must be rows from 0 to 479/],
];

withPytorch('conversion of policies', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-policies-'));
  const out = path.join(folder, 'models');
  const target = (file: string) => path.join(out, `${path.parse(file).name}.onnx`);
  let answers: Record<string, Answer>;
  let made: Ran[];
  let refused: Ran[];
  let contradictory: Ran[];
  let left: string[];
  let raw: Ran;

  function convertAll(calls: [string, string[]][]): Ran[] {
    const file = path.join(folder, 'calls.json');
    const given = calls.map(([name, options]) => [
      path.join(folder, name),
      '--out',
      target(name),
      ...options,
    ]);
    writeFileSync(file, JSON.stringify(given));
    const script = path.join(__dirname, 'convert-many.py');
    return JSON.parse(execFileSync(PYTHON!, [script, file], { encoding: 'utf8' })) as Ran[];
  }

  beforeAll(() => {
    execFileSync(PYTHON!, [path.join(__dirname, 'saved-policies.py'), folder]);
    answers = JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8')) as Record<string, Answer>;
    const all = [
      ...REFUSED.map(([file, options]): [string, string[]] => [file, options]),
      ...CONTRADICTORY.map(([options]): [string, string[]] => ['ppo.zip', options]),
    ];
    const ran = convertAll(all);
    refused = ran.slice(0, REFUSED.length);
    contradictory = ran.slice(REFUSED.length);
    left = readdirSync(folder).filter((name) => name === 'models');
    made = convertAll([
      ...CONVERTED.map(([, file, options]): [string, string[]] => [file, options]),
      ['raw.zip', [...words(IMAGES), ...ACTIONS]],
    ]);
    raw = made.pop()!;
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(CONVERTED)('%s answers in the node as it did in PyTorch', async (what, file, _, v) => {
    const { status, stdout, stderr } = made[CONVERTED.findIndex((row) => row[0] === what)]!;
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/answers as PyTorch does on 6/);
    expect(readCard(target(file)).output.v).toMatchObject(v);
    const answer = answers[path.parse(file).name]!;
    expect(await largestDifference(target(file), { steps: [answer] })).toBeLessThan(1e-5);
  });

  test('the options about the line go into the card', () => {
    const { line, colour } = readCard(target('ppo.zip')).input;
    expect(line).toMatchObject({ rows: [253, 265, 300, 350, 400], scale: 1 / 320, offset: 0, whole: false });
    expect(colour).toEqual({ hue: [0, 0], saturation: [30, 255], value: [30, 255] });
  });

  test('pixels are divided by 255 unless the policy was trained without', () => {
    expect(raw.status).toBe(0);
    expect(readCard(target('dqn.zip')).input).toMatchObject({ channels: 'grey', frames: 2, scale: 1 / 255 });
    expect(readCard(target('raw.zip')).input.scale).toBe(1);
  });

  test.each(REFUSED.map(([file, , message], i) => [file, message, i] as const))(
    '%s is refused in one line: %s',
    (_, message, i) => {
      const { status, stdout, stderr } = refused[i]!;
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr.trim()).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test.each(CONTRADICTORY.map(([, message], i) => [message, i] as const))('options: %s', (message, i) => {
    expect(contradictory[i]!.status).toBe(2);
    expect(contradictory[i]!.stderr).toMatch(message);
  });

  test('what is refused leaves nothing behind', () => {
    expect(left).toEqual([]);
  });
});

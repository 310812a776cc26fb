import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { shortest } from '../../src/config/named-model';
import { bundledProviders } from '../../src/drive/inference/session';
import type { Evaluation } from '../../src/models/evaluate/evaluation';
import { start, temporaryFolder } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { PLAIN, writeImages, writeModel } from '../models/evaluate/support/models';

const folder = temporaryFolder();
const set = path.join(folder, 'set');
const broken = path.join(folder, 'broken', 'broken.onnx');
let models: string;
let plain: string;

beforeAll(async () => {
  models = path.join(folder, 'models');
  plain = writeModel(models, 'plain', PLAIN);
  writeModel(models, 'twin', PLAIN);
  writeModel(path.join(folder, 'broken'), 'broken', Buffer.from('no model'));
  await writeImages(set, [
    [51, 0],
    [102, 51],
    [204, 102],
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evaluate = (...args: string[]) => run(['evaluate', '--frames', '6', '--rounds', '2', ...args]);

describe('f1-brain evaluate', () => {
  test('prints a table and writes JSON, CSV, Markdown and a picture', async () => {
    const out = path.join(folder, 'out');
    const found = await evaluate('--models', models, '--dataset', set, '--provider', 'cpu', '--out', out);
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(found.stdout).toMatch(/3 images, 2 rounds, 1 thread/);
    expect(found.stdout).toMatch(/ {2}plain +cpu +0\.000\d+ .* 100\.0 +1\.00/);
    expect(found.stdout).toMatch(/ {2}twin +cpu /);
    const json = JSON.parse(readFileSync(path.join(out, 'evaluation.json'), 'utf8')) as Evaluation;
    expect(json.models.map(({ model, status }) => [model, status])).toEqual([
      ['plain', 'measured'],
      ['twin', 'measured'],
    ]);
    expect(json.settings.reference).toBe('plain');
    expect(readFileSync(path.join(out, 'tables', 'evaluation.csv'), 'utf8')).toMatch(/^model,precision,/);
    expect(readFileSync(path.join(out, 'tables', 'evaluation.md'), 'utf8')).toContain('| plain |');
    const picture = readFileSync(path.join(out, 'charts', 'evaluation.png'));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
  }, 180_000);

  test('--profile adds the operators of the models that ran to what is printed and written', async () => {
    const out = path.join(folder, 'profile');
    const args = ['--models', models, broken, '--dataset', set, '--provider', 'cpu', '--profile'];
    const found = await evaluate(...args, '--out', out);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('Operators of plain on cpu: ms per inference');
    expect(found.stdout).toMatch(/ {2}(Fused)?MatMul +\d+\.\d{3} \(1\)/);
    expect(found.stdout).toContain('Operators of twin on cpu, compared with plain');
    expect(found.stdout).not.toContain('Operators of broken');
    const { profiles } = JSON.parse(readFileSync(path.join(out, 'evaluation.json'), 'utf8')) as Evaluation;
    expect(profiles!.map(({ model, before }) => [model, before])).toEqual([
      ['plain', null],
      ['twin', 'plain'],
    ]);
    expect(profiles![0]!.layers).toMatchObject([{ layer: 'weights', quantized: false, kind: 'float' }]);
    expect(readFileSync(path.join(out, 'tables', 'operators.csv'), 'utf8')).toMatch(
      /^model,provider,operator,/,
    );
    expect(temporary()).toEqual([]);
  }, 180_000);

  test('--json prints one object and nothing else; a failed model makes the exit code 1', async () => {
    const { code, stdout } = await evaluate(
      '--models',
      plain,
      broken,
      '--dataset',
      set,
      '--provider',
      'cpu',
      '--reference',
      'plain',
      '--json',
    );
    expect(code).toBe(1);
    const { models: rows } = JSON.parse(stdout) as Evaluation;
    expect(rows.map(({ status }) => status)).toEqual(['measured', 'failed']);
    expect(rows[1]!.reason).toContain('broken.onnx');
  }, 180_000);

  (bundledProviders().includes('tensorrt') ? test.skip : test)(
    'a provider that is not here is told and no failure, unless --strict says so',
    async () => {
      const spaced = path.join(folder, "the team's set");
      cpSync(set, spaced, { recursive: true });
      const args = ['--models', plain, '--dataset', spaced, '--provider', 'tensorrt,cpu', '--pictures', '2'];
      const { code, stdout } = await evaluate(...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/plain +tensorrt: not available/);
      expect(stdout).toContain(
        `npx f1-brain evaluate --models ${shortest(plain)} --dataset '${folder}/the team'\\''s set' --provider tensorrt ` +
          '--frames 6 --rounds 2 --pictures 2\n',
      );
      expect((await evaluate(...args, '--strict')).code).toBe(4);
    },
    180_000,
  );

  test.each([
    [['--models', 'pilotnat', '--dataset', 'SET'], /--models pilotnat: no such .*did you mean 'pilotnet'/],
    [['--models', 'EMPTY', '--dataset', 'SET'], /--models .*empty: contains no \.onnx file/],
    [['--models', 'PLAIN', '--dataset', 'EMPTY'], /empty: is not a dataset/],
    [['--models', 'PLAIN', '--dataset', 'SET', '--provider', 'cudo'], /'cudo' is not a provider/],
    [['--models', 'PLAIN', '--dataset', 'SET', '--reference', 'x'], /--reference x: is not among the models/],
    [['--models', 'PLAIN'], /required option '--dataset/],
  ])('refuses what it cannot do: %j', async (args, message) => {
    const places: Record<string, string> = { SET: set, PLAIN: plain, EMPTY: path.join(folder, 'empty') };
    mkdirSync(places.EMPTY!, { recursive: true });
    const { code, stdout, stderr } = await evaluate(...args.map((arg) => places[arg] ?? arg));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a label out of its place is named with file and line', async () => {
    const wrong = path.join(folder, 'wrong');
    await writeImages(wrong, [[51, 0]]);
    const csv = path.join(wrong, 'data.csv');
    writeFileSync(csv, readFileSync(csv, 'utf8').replace(/^0\.png,[^,]*/m, '0.png,fast'));
    const { code, stderr } = await evaluate('--models', plain, '--dataset', wrong);
    expect(code).toBe(2);
    expect(stderr).toMatch(/data\.csv.*2/);
  });

  test('ended by Ctrl-C it leaves no process, no folder and no result', async () => {
    const out = path.join(folder, 'interrupted');
    const many = [
      'evaluate',
      '--models',
      plain,
      '--dataset',
      set,
      '--frames',
      '1000000',
      '--provider',
      'cpu',
    ];
    const { child, ended } = start([...many, '--out', out], { TMPDIR: folder });
    const deadline = Date.now() + 20_000;
    while (temporary().length === 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: 'f1-brain: interrupted: nothing was evaluated\n',
    });
    expect(temporary()).toEqual([]);
    expect(existsSync(path.join(out, 'evaluation.json'))).toBe(false);
  }, 180_000);
});

function temporary(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('f1-brain-evaluate-'));
}

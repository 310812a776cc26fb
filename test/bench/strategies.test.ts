import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { addOptimize } from '../../src/cli/optimize';

const ROOT = path.resolve(__dirname, '..', '..');

function strategies(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, 'bench', 'strategies.mjs'), ...args],
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** What --plan says, a row a model. */
async function plan() {
  const { stdout } = await strategies('--plan');
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [id, family, words, how, published] = line.split('\t') as [
        string,
        string,
        string,
        string,
        string,
      ];
      return { id, family, words, how, published };
    });
}

test('every published strategy of both families has its counterpart', async () => {
  const rows = await plan();
  const twins = new Set(rows.map(({ published }) => published));
  const of = (family: string, names: string[]) => names.map((name) => `published: ${family} ${name}`);
  expect([...twins]).toEqual(
    expect.arrayContaining([
      ...of('PyTorch', [
        'baseline',
        'dynamic',
        'static',
        'qat',
        'prune_local',
        'prune_global',
        'prune_quantised',
      ]),
      ...of('TFLite', ['baseline', 'dynamic', 'float16', 'qat', 'prune_polynomial', 'prune_quantised']),
      ...of('TFLite', ['integer', 'integer_fallback', 'cqat', 'pqat', 'pcqat']),
    ]),
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('every model is made by options that f1-brain optimize takes', async () => {
  const made = (await plan()).filter(({ how }) => how.startsWith('f1-brain optimize'));
  expect(made.length).toBeGreaterThan(30);
  const optimize = addOptimize(new Command().exitOverride(), () => {}).exitOverride();
  optimize.configureOutput({ writeErr: () => {} }).action(() => {});
  for (const { how } of made) {
    const args = how.split(' ').slice(2);
    expect(() => optimize.parse(args, { from: 'user' })).not.toThrow();
  }
});

test.each([
  [['--frobnicate'], /--frobnicate is no option; there are --only/],
  [['--only', 'everything'], /--only everything: choose from offline, gpu, lockstep, ros/],
  [['--models', 'pilotnat'], /--models pilotnat: choose from pilotnet, /],
  [['--ros-circuits', 'monza'], /--ros-circuits monza: choose from simple_circuit/],
  [['--rounds', '0'], /--rounds 0: a whole number from 1/],
  [['--seed'], /--seed needs a value/],
  [['--perfect-laps', '/nowhere', '--plan'], /--perfect-laps \/nowhere: no such file or folder/],
])('says in one line what it cannot do: %j', async (args, message) => {
  const { code, stdout, stderr } = await strategies(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a lap bag whose name tells no circuit is refused; those of a folder are told by theirs', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-laps-'));
  for (const name of ['lap-simple-circuit.bag', 'montreal-weave.bag', 'lap-montreal.bag']) {
    writeFileSync(path.join(folder, name), '');
  }
  expect((await strategies('--perfect-laps', folder, '--plan')).code).toBe(0);
  writeFileSync(path.join(folder, 'lap-of-honour.bag'), '');
  const { code, stderr } = await strategies('--perfect-laps', folder, '--plan');
  expect(code).toBe(2);
  expect(stderr).toMatch(/lap-of-honour\.bag: its name tells no circuit/);
  rmSync(folder, { recursive: true });
});

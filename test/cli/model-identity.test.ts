import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { PACKAGE_ROOT } from '../../src/support/paths';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';

const folder = temporaryFolder();
const ring = writeRing(folder);
const shipped = path.join(PACKAGE_ROOT, 'models', 'slim_pilotnet.onnx');
const other = path.join(folder, 'try', 'slim_pilotnet.onnx');

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Another file of the same name, with a card: the shipped network with a doc string. */
function writeNamesake(): void {
  mkdirSync(path.dirname(other));
  const docString = Buffer.concat([Buffer.from([0x32, 5]), Buffer.from('other')]);
  writeFileSync(other, Buffer.concat([readFileSync(shipped), docString]));
  const card = parse(readFileSync(shipped.replace('.onnx', '.card.yml'), 'utf8')) as object;
  writeFileSync(other.replace('.onnx', '.card.yml'), stringify({ ...card, sha256: sha256(other) }));
}

async function lap(out: string, model: string) {
  const args = [
    'lap',
    'pilotnet',
    '--model',
    model,
    '--circuit',
    ring,
    '--world',
    'lockstep',
    '--provider',
    'cpu',
  ];
  const { code, stdout, stderr } = await run([...args, '--json', '--out', path.join(folder, out)]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('two models of one name', () => {
  let statistics: Record<string, unknown>[];

  beforeAll(async () => {
    writeNamesake();
    statistics = [await lap('shipped', 'slim_pilotnet'), await lap('own', other)];
  });

  it('are told apart in the statistics, by hash and path', () => {
    expect(
      statistics.map(({ model, model_sha256, model_path }) => [model, model_sha256, model_path]),
    ).toEqual([
      ['slim_pilotnet', sha256(shipped), shipped],
      ['slim_pilotnet', sha256(other), other],
    ]);
  });

  it('are told apart in a report: one row of means for each', async () => {
    const out = path.join(folder, 'report');
    const runs = ['shipped', 'own'].map((name) => path.join(folder, name));
    expect((await run(['report', ...runs, '--circuit', ring, '--out', out])).code).toBe(0);
    const means = readdirSync(out, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('means.csv'),
    )!;
    const rows = readFileSync(path.join(out, means), 'utf8').trim().split('\n').slice(1);
    expect(rows).toHaveLength(2);
    expect(rows.some((row) => row.includes('try/slim_pilotnet.onnx'))).toBe(true);
  });

  it('are told apart in a comparison', async () => {
    const runs = ['shipped', 'own'].map((name) => path.join(folder, name));
    const { stdout } = await run(['compare', ...runs, '--circuit', ring]);
    const [a, b] = stdout.split('\n');
    expect(a).toContain('models/slim_pilotnet.onnx');
    expect(b).toContain('try/slim_pilotnet.onnx');
  });
});

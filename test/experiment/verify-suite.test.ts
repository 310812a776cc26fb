import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunResult } from '../../src/experiment/run/run-result';
import { runExperiment } from '../../src/experiment/run-experiment';
import { planSuite } from '../../src/experiment/suite/plan-suite';
import { readSuiteResult, writeSuiteResult } from '../../src/experiment/suite/result-file';
import { readSuite } from '../../src/experiment/suite/suite-file';
import { buildSuiteResult, type SuiteResult } from '../../src/experiment/suite/suite-result';
import { type VerifySuiteOptions, verifySuite } from '../../src/experiment/verify-suite';
import { driveRun } from '../../src/experiment/work/drive-run';
import { PACKAGE_ROOT } from '../../src/support/paths';
import { temporaryFolder } from '../helpers/command-line';
import { writeSuite } from './suite/tiny-suite';

const folder = temporaryFolder();
const suiteFile = writeSuite(folder);

type Pool = NonNullable<VerifySuiteOptions['pool']>;

/** Drives in this process. */
const driving: Pool = {
  drive: async (run, into, signal) => {
    const found = await driveRun(run, into, { signal });
    driven.set(run.key, found);
    return found;
  },
  close: async () => {},
};
/** Has the results of runs that were driven. */
const driven = new Map<string, RunResult>();
const pool: Pool = { ...driving, drive: async ({ key }) => driven.get(key)! };
const signal = new AbortController().signal;

let result: SuiteResult;

beforeAll(async () => {
  const planned = await planSuite(readSuite(suiteFile), ['line_follower']);
  const { rows } = await runExperiment({
    plan: planned.plan,
    folder: path.join(folder, 'runs-of-suite'),
    workers: 1,
    resume: false,
    signal,
    log: { warn: () => {} },
    onEvent: () => {},
    pool: driving,
  });
  result = buildSuiteResult(planned, rows);
}, 60_000);

const verify = (given: SuiteResult, options: Partial<VerifySuiteOptions> = {}) =>
  verifySuite({
    result: given,
    file: 'suite-result.json',
    suite: suiteFile,
    brains: null,
    size: null,
    seed: 1,
    workers: 1,
    signal,
    onCompared: () => {},
    pool,
    ...options,
  });

/** The result with other figures of its first run. */
function withFigures(figures: object): SuiteResult {
  const [first, ...others] = result.runs;
  return { ...result, runs: [{ ...first!, figures: { ...first!.figures, ...figures } }, ...others] };
}

describe('the result of a suite', () => {
  it('holds the hashes of suite, brain, model and card, the program, the score, and every run', () => {
    expect(result).toMatchObject({
      suite: { name: 'tiny', sha256: readSuite(suiteFile).sha256, runs_per_brain: 3 },
      driven_by: { program_versions: [expect.any(String)], cpus: [expect.any(String)] },
      brains_asked: ['line_follower'],
      brains: [
        {
          brain: 'line_follower',
          brain_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          model: null,
          model_sha256: null,
          card_sha256: null,
          missing: null,
          clear: { known: { runs: 2, completed: 2, wall_contacts: 0, lines_lost: 0 } },
          levels: [{ factor: 'image_corruption', level: 'fog 1', runs: 1, completed: 1, value: 1 }],
        },
      ],
    });
    expect(result.brains[0]!.score).toBeGreaterThan(60);
    expect(result.runs.map(({ part, factor }) => [part, factor])).toEqual(
      expect.arrayContaining([
        ['known', null],
        ['image_corruption', 'image_corruption'],
      ]),
    );
    expect(readSuiteResult(writeSuiteResult(result, folder))).toEqual(result);
  });

  it('is reproduced bit for bit, of a sample or of all runs', async () => {
    const compared: string[] = [];
    const found = await verify(result, {
      size: 2,
      pool: driving,
      onCompared: ({ run }, done, all) => compared.push(`${run.key} ${done} of ${all}`),
    });
    expect(found).toMatchObject({ same: true, scores: [], remarks: [] });
    expect(compared.map((line) => line.replace(/^\w+ /, ''))).toEqual(['1 of 2', '2 of 2']);
    expect((await verify(result)).compared).toHaveLength(3);
  });

  it('that was changed says which run differs, and in which figure', async () => {
    const found = await verify(withFigures({ average_speed_mps: 99 }));
    expect(found.same).toBe(false);
    const [speed] = result.runs.map(({ figures }) => figures.average_speed_mps);
    expect(found.compared.map(({ differences }) => differences)).toEqual([
      [{ column: 'average_speed_mps', expected: 99, found: speed }],
      [],
      [],
    ]);
    expect(found.scores).toEqual([
      { column: 'score of line_follower', expected: result.brains[0]!.score, found: expect.any(Number) },
    ]);
    const other = { ...result.runs[0]!, outcome_sha256: 'another' };
    const hashed = await verify({ ...result, runs: [other, ...result.runs.slice(1)] });
    expect(hashed.compared[0]!.differences).toMatchObject([
      { column: 'outcome_sha256', expected: 'another' },
    ]);
  });

  it('is compared for the brains that are named', async () => {
    const mine = { ...result.brains[0]!, brain: 'mine', brain_sha256: 'a'.repeat(64), score: null };
    const more = {
      ...result,
      brains: [...result.brains, mine],
      runs: [...result.runs, { ...result.runs[0]!, brain: 'mine', key: 'c' }],
    };
    const found = await verify(more, { brains: ['line_follower'] });
    expect(found.compared.map(({ run }) => run.brain)).toEqual(Array(3).fill('line_follower'));
    await expect(verify(more)).rejects.toThrow(/mine is not among the brains here/);
    await expect(verify(result, { brains: ['slim_pilotnet'] })).rejects.toThrow(
      /line_follower is not among the brains here/,
    );
  });

  it('is compared with the brain that lies here now, not where it was measured', async () => {
    const elsewhere = { ...result, brains_asked: ['/of/another/machine/line_follower.yml'] };
    expect((await verify(elsewhere)).same).toBe(true);
    const own = { ...result, brains_asked: ['C:\\mine\\own.yml'] };
    const file = path.join(folder, 'suite-result.json');
    await expect(verify(own, { file })).rejects.toThrow(
      `${file}: was measured with ${own.brains_asked[0]}, which is not here; name its file with --brains`,
    );
    copyFileSync(path.join(PACKAGE_ROOT, 'brains', 'line_follower.yml'), path.join(folder, 'own.yml'));
    expect((await verify(own, { file })).same).toBe(true);
    // Of several of one name, the one that was measured.
    writeFileSync(path.join(folder, 'line_follower.yml'), 'Behaviors: {}\n');
    expect((await verify(elsewhere, { file })).same).toBe(true);
  });

  it('is no longer compared when its signal is aborted', async () => {
    const reason = new Error('enough');
    await expect(verify(result, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('of a run that has no result here says why', async () => {
    const faulty: typeof pool = {
      ...pool,
      drive: async (...given) => ({ ...(await pool.drive(...given)), outcome: 'fault', detail: 'no memory' }),
    };
    const found = await verify(result, { pool: faulty, size: 1 });
    expect(found).toMatchObject({ same: false, compared: [{ fault: 'no memory', differences: [] }] });
  });

  it('of another version or processor is compared, with a remark', async () => {
    const other = { program_versions: ['0.0.1'], node_versions: ['v18.0.0'], cpus: ['another processor'] };
    const found = await verify({ ...result, driven_by: other }, { size: 1 });
    expect(found).toMatchObject({
      same: true,
      remarks: [
        expect.stringMatching(/^it was measured with f1-brain 0\.0\.1, here /),
        expect.stringMatching(/^it was measured with Node\.js v18\.0\.0, here v/),
        expect.stringMatching(/^it was measured on another processor, here /),
      ],
    });
  });

  it.each([
    [
      'another suite',
      () => ({ ...result, suite: { ...result.suite, sha256: 'f'.repeat(64) } }),
      /^suite-result\.json: was measured with another suite than .*tiny\.yml \(sha256 ffffffffffff, here [0-9a-f]{12}\)/,
    ],
    [
      'another brain of that name',
      () => ({ ...result, brains: [{ ...result.brains[0]!, brain_sha256: 'a'.repeat(64) }] }),
      /line_follower is another one here: its brain has sha256 aaaaaaaaaaaa in the result and [0-9a-f]{12} here/,
    ],
    [
      'a brain that is not here',
      () => ({ ...result, brains: [{ ...result.brains[0]!, brain: 'mine', brain_sha256: 'a'.repeat(64) }] }),
      /mine is not among the brains here; name its file with --brains/,
    ],
    [
      'runs of another plan',
      () => ({ ...result, runs: [{ ...result.runs[0]!, key: 'b' }, ...result.runs.slice(1)] }),
      /1 of its 3 runs are none that this program plans for the suite, such as line_follower on ring, forward$/,
    ],
  ])('of %s is refused before the first run', async (_, given, line) => {
    await expect(verify(given())).rejects.toThrow(line);
  });
});

test('a file whose runs lack figures is refused', () => {
  const [first, ...others] = result.runs;
  const { outcome, ...figures } = first!.figures;
  const file = writeSuiteResult({ ...result, runs: [...others, { ...first!, figures }] }, folder);
  expect(() => readSuiteResult(file)).toThrow(
    /suite-result\.json: is not the result of a suite, or is damaged/,
  );
});

test.each([
  ['nothing', null, /no such file; f1-brain experiment suite writes it/],
  ['no JSON', '{', /is not JSON/],
  ['other JSON', '[]', /is not the result of a suite$/],
  ['a newer format', '{"format": 2}', /newer version of f1-brain \(format 2/],
  ['half of it', '{"format": 1, "suite": {"name": "v1", "sha256": "a"}}', /is damaged/],
])('a file with %s is refused', (name, text, line) => {
  const file = path.join(folder, `${name.replaceAll(' ', '-')}.json`);
  if (text !== null) writeFileSync(file, text);
  expect(() => readSuiteResult(file)).toThrow(line);
});

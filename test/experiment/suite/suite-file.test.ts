import path from 'node:path';
import { planSuite } from '../../../src/experiment/suite/plan-suite';
import { NEWEST_SUITE, readSuite, suiteNames } from '../../../src/experiment/suite/suite-file';
import { PACKAGE_ROOT } from '../../../src/support/paths';
import { temporaryFolder } from '../../helpers/command-line';
import { tinySuite, writeSuite } from './tiny-suite';

const folder = temporaryFolder();
const TINY = writeSuite(folder);
const MODEL = path.join(PACKAGE_ROOT, 'models', 'slim_pilotnet.onnx');

/** The lines of what is wrong with the tiny suite and some changes, without its path. */
function problems(changes: object): string[] {
  const file = writeSuite(folder, { ...tinySuite(folder), ...changes }, 'changed.yml');
  try {
    readSuite(file);
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .map((line) => line.replace(`${file}: `, ''));
  }
  return [];
}

describe('suite v1', () => {
  it('never changes: results are compared by this', () => {
    expect(readSuite('v1').sha256).toBe('1a39ca1b408cb6865bdd61ffbb8ea11718e47cf8a2024e9c0d2f0266d4b909f4');
    expect(suiteNames()).toContain(NEWEST_SUITE);
  });

  it('has 180 runs for each brain, on five circuits and ten generated ones', async () => {
    const { plan, parts } = await planSuite(readSuite('v1'), ['line_follower', MODEL]);
    expect(plan.runs).toHaveLength(360);
    expect(plan.remarks).toEqual([]);
    const own = plan.runs.filter(({ model }) => model !== null);
    expect(own).toHaveLength(180);
    const count = (name: string) => own.filter(({ key }) => parts.get(key)!.name === name).length;
    expect(['known', 'unseen', 'image_corruption', 'camera_rate', 'latency'].map(count)).toEqual([
      30, 20, 100, 10, 20,
    ]);
    expect(new Set(own.map(({ circuit }) => circuit.name)).size).toBe(15);
    expect(
      own.every(
        ({ world, provider, timeout_s }) =>
          world.kind === 'lockstep' && provider === 'cpu' && timeout_s === 300,
      ),
    ).toBe(true);
    // Each run under a factor has its pair in clear weather: the same circuit, direction, start and seed.
    const place = ({ circuit, direction, start, seed }: (typeof own)[number]) =>
      JSON.stringify([circuit.name, direction, start, seed]);
    const clear = new Set(own.filter(({ key }) => parts.get(key)!.factor === null).map(place));
    expect(own.filter((run) => !clear.has(place(run)))).toEqual([]);
  });
});

describe('a suite', () => {
  it('is driven by model files too, and by all brains that ship where none is named', async () => {
    const suite = readSuite(TINY);
    const { plan } = await planSuite(suite, [path.relative('', MODEL)]);
    expect(plan.runs.map(({ brain, model }) => [brain.name, model?.name])).toEqual(
      Array(3).fill(['slim_pilotnet', 'slim_pilotnet']),
    );
    const named = await planSuite(suite, ['slim_pilotnet']);
    expect(named.plan.runs.map(({ key }) => key)).toEqual(plan.runs.map(({ key }) => key));
    const { brains } = await planSuite(suite, null);
    expect(brains).toEqual(expect.arrayContaining(['line_follower', 'pilotnet', 'slim_pilotnet_int8']));
  });

  it('names every brain that is not there, before the first run', async () => {
    const planned = planSuite(readSuite(TINY), ['slimpilotnet', 'no/such.onnx', 'no/such.yml']);
    await expect(planned).rejects.toThrow(
      /^--brains: brains\[0\] is 'slimpilotnet': no brain is called .*\n--brains: brains\[1\] has .*no\/such\.onnx: no such file.*\n--brains: brains\[2\].*no\/such\.yml.*no such brain file/,
    );
  });

  it('that is unknown is an error that lists the names', () => {
    expect(() => readSuite('v9')).toThrow(
      "no suite is called 'v9' (did you mean 'v1'?); there is v1, or give the path of a suite file",
    );
  });

  const { every, score } = tinySuite(folder);
  const { weights } = score;
  it.each([
    ['an unknown key', { models: ['a'] }, /^models is not a known key/],
    ['brains of its own', { every: { ...every, brains: ['a'] } }, /^every\.brains is not a known key/],
    ['no clear part', { clear: {} }, /^clear is empty/],
    ['a part that is no mapping', { clear: { known: 7 } }, /^clear\.known must be a mapping/],
    [
      'weights of another sum',
      { score: { ...score, weights: { ...weights, speed: 0.5 } } },
      /^score\.weights have the sum 1\.35/,
    ],
    ['a weight without factors', { factors: undefined }, /^score\.weights\.robustness has a weight/],
    [
      'an impossible speed',
      { score: { ...score, full_points_speed_mps: 0 } },
      /^score\.full_points_speed_mps must be/,
    ],
  ])('with %s is rejected', (_, changes, line) => {
    expect(problems(changes)).toEqual([expect.stringMatching(line)]);
  });
});

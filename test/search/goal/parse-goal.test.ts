import { parseGoal } from '../../../src/search/goal/parse-goal';

const LAPS = 10;
const parse = (text: string) => parseGoal(text, LAPS);
const limits = (text: string) =>
  Object.fromEntries(
    parse(text).bounds.map(({ metric, relation, limit }) => [`${metric} ${relation}`, limit]),
  );

describe('a goal', () => {
  it('is bounds with units, in the units of the metrics', () => {
    expect(limits('size<=0.3MB, p50 <= 100us, laps=10/10, max_deviation<=30 cm, mean_speed>=36km/h')).toEqual(
      {
        'size <=': 300_000,
        'p50 <=': 0.1,
        'laps >=': 10,
        'max_deviation <=': 0.3,
        'mean_speed >=': 10,
      },
    );
  });

  it('may have lines, comments and any case', () => {
    expect(limits('# small\nSize ≤ 300 kb # on disk\n\nspeedup>=2, mse<=1e-3')).toEqual({
      'size <=': 300_000,
      'speedup >=': 2,
      'mse <=': 0.001,
      'laps >=': LAPS,
    });
  });

  it('asks for all laps where it does not say how many', () => {
    expect(parse('size<=1MB').bounds.at(-1)).toMatchObject({
      metric: 'laps',
      limit: LAPS,
      text: 'laps=10/10',
    });
    expect(limits('laps>=9/10')).toEqual({ 'laps >=': 9 });
    expect(limits('laps=all')).toEqual({ 'laps >=': 10 });
  });

  it('minimises the size unless it names objectives, in their order', () => {
    expect(parse('size<=1MB').objectives).toEqual([{ metric: 'size' }]);
    expect(parse('minimise mean_deviation, size<=1MB, maximize mean_speed').objectives).toEqual([
      { metric: 'mean_deviation' },
      { metric: 'mean_speed' },
    ]);
  });

  it.each([
    ['', /^the goal is empty; write one such as /],
    ['# nothing', /^the goal is empty/],
    ['small', /'small' is neither a bound, such as size<=0\.3MB, nor an objective/],
    ['sise<=1MB', /unknown metric 'sise' \(did you mean 'size'\?\); known are size, gzip, /],
    ['minimise deviation', /unknown metric 'deviation'/],
    ['size<=1', /'size<=1' has no unit; write 1MB \(size is in MB, kB, B, KiB, MiB\)/],
    ['size<=1m', /'m' is no unit of size; it is in MB/],
    ['p50<=1MS', null],
    ['mse<=1m', /'m' is no unit of mse; it has none/],
    ['size<=lots', /'lots' is not a number/],
    ['size<1MB', /write <= in place of </],
    ['size=1MB', /a measured size is never exactly that; write <= or >=/],
    ['size<=1MB, size>=2MB', /size<=1MB contradicts size>=2MB: no model satisfies both/],
    ['wall_contacts=1, wall_contacts<=0', /wall_contacts=1 contradicts wall_contacts<=0/],
    ['size<=1MB, size<=2MB', /size is bounded twice: size<=1MB, size<=2MB/],
    ['size<=-1MB', /size<=-1MB can never be met: size is above 0/],
    ['p50<=0ms', /p50<=0ms can never be met/],
    ['max_deviation<=-1m', /can never be met: max_deviation is 0 or more/],
    ['laps=10', /write completed\/driven, such as laps=10\/10, or laps=all/],
    ['laps=5/5', /is about 5 laps, and each model drives 10 \(--circuits times --directions\)/],
    ['laps>=11/10', /asks for more laps than are driven/],
    ['laps=9/10', /write laps>=9\/10, or laps=10\/10/],
    ['laps<=9/10', /laps are completed; write >= or =/],
    ['minimise p50', /a measured time differs from run to run.*; bound p50 instead/],
    ['maximise size', /size is better when lower; write minimise size/],
  ])('%j is told off in one line', (text, complaint) => {
    if (complaint === null) {
      expect(limits(text)).toMatchObject({ 'p50 <=': 1 });
      return;
    }
    expect(() => parse(text)).toThrow(complaint);
    try {
      parse(text);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});

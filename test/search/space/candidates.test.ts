import { resolveStrategies } from '../../../src/models/optimize/strategies';
import { optionWords } from '../../../src/search/space/candidate';
import { listCandidates, mixedCandidates, onlyLayer } from '../../../src/search/space/candidates';

const all = listCandidates(null);

test('every candidate has a name of its own, and a chain that optimize takes', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, strategies } of all) {
    expect(name).toMatch(/^\w+$/);
    expect(resolveStrategies(strategies)).toHaveLength(strategies.length);
  }
});

test('the space holds every strategy that neither needs a budget nor training', () => {
  const used = new Set(all.flatMap(({ strategies }) => strategies));
  expect([...used].sort()).toEqual([
    'cluster',
    'dynamic',
    'float16',
    'float16-weights',
    'fold',
    'integer',
    'prune-filters',
    'prune-global',
    'prune-local',
    'static',
  ]);
});

test('strategies that are named are used alone and together', () => {
  const chosen = listCandidates(['static', 'prune-filters']);
  const chains = new Set(chosen.map(({ strategies }) => strategies.join(',')));
  expect([...chains].sort()).toEqual(['prune-filters', 'prune-filters,static', 'static']);
});

test('mixed precision leaves the most sensitive layers in float, and at least one quantized', () => {
  const kept = (ranked: string[]) => mixedCandidates(ranked).map(({ options }) => options.keepFloat);
  expect(kept(['c', 'a', 'b', 'd', 'e'])).toEqual([['c'], ['c', 'a'], ['c', 'a', 'b']]);
  expect(kept(['c', 'a'])).toEqual([['c']]);
  expect(kept(['c'])).toEqual([]);
  expect(kept([])).toEqual([]);
});

test('one layer alone is quantized with all others in float', () => {
  expect(onlyLayer('a.0', ['a.0', 'b', 'c'])).toEqual({
    name: 'int8_only_a_0',
    strategies: ['static'],
    options: { keepFloat: ['b', 'c'] },
  });
});

test('the command on a card has the options as optimize takes them', () => {
  const words = (name: string) => optionWords(all.find((one) => one.name === name)!).join(' ');
  expect(words('static_per_tensor_percentile_99_9')).toBe(
    '--strategy static --granularity per-tensor --percentile 99.9 --method percentile',
  );
  expect(words('prune_local_30')).toBe('--strategy prune-local --sparsity 0.3 --dense-sparsity 0.3');
  expect(optionWords(onlyLayer('a', ['a', 'b', 'c'])).join(' ')).toBe('--strategy static --keep-float b,c');
});

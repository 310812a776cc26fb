import {
  generatedName,
  generatedSuggestion,
  MOST_SEED,
  seedOfName,
} from '../../../src/circuit/generate/name';

describe('The name of a generated circuit', () => {
  it.each([
    ['generated:17', 17],
    ['generated_17', 17],
    ['generated:0', 0],
    [`generated:${MOST_SEED}`, MOST_SEED],
  ])('%s has a seed', (name, seed) => {
    expect(seedOfName(name)).toBe(seed);
    expect(seedOfName(generatedName(seed))).toBe(seed);
  });

  it.each([
    'generated',
    'generated:',
    'generated:abc',
    'generated:-1',
    'generated:1.5',
    'generated:017',
    'generated: 17',
    `generated:${MOST_SEED + 1}`,
    'generated:99999999999999999999',
    'my_generated_17',
    'simple_circuit',
  ])('%s has none', (name) => {
    expect(seedOfName(name)).toBeNull();
  });

  it('is suggested with the seed that was meant', () => {
    expect(generatedSuggestion('genrated:42')).toBe('generated:42');
    expect(generatedSuggestion('generatd')).toBe('generated:1');
    expect(generatedSuggestion('genrated:007')).toBe('generated:7');
  });
});

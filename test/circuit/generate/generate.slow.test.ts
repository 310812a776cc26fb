import { generateCircuit } from '../../../src/circuit/generate/generate';
import { MOST_SEED } from '../../../src/circuit/generate/name';
import { faultsOf, likeness, profileOf } from './properties';

const SEEDS = [
  ...Array.from({ length: 96 }, (_, i) => i),
  ...Array.from({ length: 24 }, (_, i) => MOST_SEED - 100_000_007 * i),
];

describe('Generated circuits of many seeds', () => {
  it('are closed, smooth, without crossing, and within the ranges of the five', () => {
    expect(SEEDS.flatMap((seed) => faultsOf(generateCircuit(seed)))).toEqual([]);
  }, 600_000);

  it('are no copies of each other', () => {
    const profiles = SEEDS.map((seed) => profileOf(generateCircuit(seed).circuit));
    const alike = profiles.flatMap((profile, i) =>
      profiles.slice(i + 1).map((other) => likeness(profile, other)),
    );
    expect(Math.max(...alike)).toBeLessThan(0.9);
  }, 600_000);
});

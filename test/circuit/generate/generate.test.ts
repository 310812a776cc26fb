import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatGenerated } from '../../../src/circuit/generate/format';
import { designCircuit, generateCircuit } from '../../../src/circuit/generate/generate';
import { MOST_SEED } from '../../../src/circuit/generate/name';
import { CHARACTER_NAMES } from '../../../src/circuit/generate/outline';
import { loadCircuit } from '../../../src/circuit/load';
import { shapeOf } from '../../../src/circuit/shape';
import { faultsOf, likeness, profileOf, wallFaults } from './properties';

const folder = mkdtempSync(path.join(tmpdir(), 'generated-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seeds = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describe('A generated circuit', () => {
  const made = seeds(18).map(generateCircuit);

  it('is closed, smooth, without crossing, and within the ranges of the five', () => {
    expect(made.flatMap(faultsOf)).toEqual([]);
  });

  it('has room for its walls everywhere', () => {
    const faults = made.slice(0, 6).map(({ circuit }) => wallFaults(circuit));
    expect(faults).toEqual(seeds(6).map(() => 0));
  });

  it('is one of each character in turn, and unlike the others', () => {
    expect(made.map(({ character }) => character)).toEqual(seeds(3).flatMap(() => CHARACTER_NAMES));
    const profiles = made.map(({ circuit }) => profileOf(circuit));
    expect(likeness(profiles[0]!, profiles[0]!)).toBeCloseTo(1);
    const alike = profiles.flatMap((profile, i) =>
      profiles.slice(i + 1).map((other) => likeness(profile, other)),
    );
    expect(Math.max(...alike)).toBeLessThan(0.8);
  });

  it('is fast or twisty, as its character says', () => {
    const turned = (name: string) =>
      made
        .filter(({ character }) => character === name)
        .map(({ circuit }) => shapeOf(circuit).turned_degPer100m);
    expect(Math.max(...turned('fast'))).toBeLessThan(Math.min(...turned('twisty'), ...turned('winding')));
  });
});

describe('The same seed', () => {
  // Drives and benchmarks name circuits by seed: what a seed stands for never changes.
  it.each([
    [0, 'f75a7e850db0120d8145b2d832c6d31baee2944b5ca4cc564cb2360b9fedaa42'],
    [1, 'a9767c6fae2f660a2befaa282752ac2397daf89c412ab49325c836eb4e9919cf'],
    [17, '007fe10b503a38f96ffcc68a23505af07b051fb6efa4cfcb203c657e627332c4'],
    [MOST_SEED, 'd8b7a416f07fd465d2a395bd187273141694eba7b722482d20f646faa9197a67'],
  ])('%d gives the same file on every machine', (seed, sha256) => {
    const text = formatGenerated(generateCircuit(seed));
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  });

  it('needs no function that an engine may compute in its own way', () => {
    const once = designCircuit(17);
    const exact = ['abs', 'ceil', 'floor', 'imul', 'max', 'min', 'round', 'sqrt'];
    const others = Object.getOwnPropertyNames(Math).filter(
      (name) => typeof Reflect.get(Math, name) === 'function' && !exact.includes(name),
    ) as 'sin'[];
    expect(others).toEqual(expect.arrayContaining(['sin', 'hypot', 'random']));
    const mocks = others.map((name) =>
      jest.spyOn(Math, name).mockImplementation(() => {
        throw new Error(`Math.${name} was used`);
      }),
    );
    try {
      expect(designCircuit(17)).toEqual(once);
    } finally {
      for (const mock of mocks) mock.mockRestore();
    }
  });

  it('gives the same circuit from its file as by its name', async () => {
    const file = path.join(folder, 'generated_5.yml');
    writeFileSync(file, formatGenerated(generateCircuit(5)));
    const [read, named] = [await loadCircuit(file), await loadCircuit('generated:5')];
    expect(read.name).toBe('generated_5');
    expect(named).toMatchObject({ name: read.name, length_m: read.length_m, lineWidth_m: read.lineWidth_m });
    expect(named.look).toEqual(read.look);
    expect(named.start).toEqual(read.start);
    for (let s_m = 0; s_m < read.length_m; s_m += 7) expect(named.pointAt(s_m)).toEqual(read.pointAt(s_m));
  });
});

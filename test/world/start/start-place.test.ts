import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import {
  chosenStart,
  parseStartPlace,
  RANDOM_HEADING_RAD,
  RANDOM_LATERAL_M,
  randomStart,
  type StartChoice,
} from '../../../src/world/start/start-place';
import { ring } from '../../circuit/ring';

const forward: StartChoice = { circuit: ring(20), direction: 'forward', seed: 1, row: null };

function fileOf(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-starts-')), 'starts.csv');
  writeFileSync(file, text);
  return file;
}

/** How a start lies on a line, as the driver sees it. */
function onLine(circuit: Circuit, direction: 'forward' | 'reverse', seed: number) {
  const { x_m, y_m, yaw_rad } = randomStart(circuit, direction, seed);
  const { s_m, lateral_m } = circuit.project(x_m, y_m);
  const way_rad = circuit.pointAt(s_m).heading_rad + (direction === 'forward' ? 0 : Math.PI);
  const turned_rad = Math.atan2(Math.sin(yaw_rad - way_rad), Math.cos(yaw_rad - way_rad));
  return { s_m, lateral_m, turned_rad };
}

describe('where a drive starts', () => {
  it.each(['as-is', 'reset'])('is the world to say with %s', (word) => {
    expect(chosenStart(parseStartPlace(word), { ...forward, circuit: null })).toBeNull();
  });

  it("is the circuit's start, turned round for the other way", () => {
    const place = parseStartPlace('circuit');
    expect(chosenStart(place, forward)).toMatchObject({ x_m: 20, y_m: 0 });
    expect(chosenStart(place, forward)?.yaw_rad).toBeCloseTo(Math.PI / 2, 3);
    expect(chosenStart(place, { ...forward, direction: 'reverse' })?.yaw_rad).toBeCloseTo(-Math.PI / 2, 3);
  });

  it.each(['circuit', 'random'])('needs a circuit for %s', (word) => {
    expect(() => chosenStart(parseStartPlace(word), { ...forward, circuit: null })).toThrow(
      `option 'start' is '${word}', which needs a circuit: name it with option 'circuit'`,
    );
  });

  it('suggests the word that was meant', () => {
    expect(() => parseStartPlace('randon')).toThrow("Start 'randon' is unknown (did you mean 'random'?)");
    expect(() => parseStartPlace('somewhere')).toThrow('use as-is, reset, circuit, random, or a .csv file');
  });
});

describe('a random start', () => {
  it.each(['forward', 'reverse'] as const)('lies within its bounds in driving direction, %s', async (way) => {
    for (const circuit of [ring(20), await loadCircuit('many_curves')]) {
      const starts = Array.from({ length: 300 }, (_, seed) => onLine(circuit, way, seed));
      // Where the line bends, its nearest point is not quite the one that was drawn.
      for (const { lateral_m, turned_rad } of starts) {
        expect(Math.abs(lateral_m)).toBeLessThanOrEqual(RANDOM_LATERAL_M + 1e-3);
        expect(Math.abs(turned_rad)).toBeLessThanOrEqual(RANDOM_HEADING_RAD + 0.02);
      }
      const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
      expect(spread(starts.map(({ lateral_m }) => lateral_m))).toBeGreaterThan(1.9 * RANDOM_LATERAL_M);
      expect(spread(starts.map(({ turned_rad }) => turned_rad))).toBeGreaterThan(1.9 * RANDOM_HEADING_RAD);
      expect(spread(starts.map(({ s_m }) => s_m))).toBeGreaterThan(0.95 * circuit.length_m);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const [once, again] = [7, 7].map((seed) => randomStart(ring(20), 'forward', seed));
    expect(again).toEqual(once);
    expect(randomStart(ring(20), 'forward', 8)).not.toEqual(once);
  });
});

describe('listed starts', () => {
  const file = fileOf('name,yaw_rad,x_m,y_m\r\ngrid,0.5,1,-2\r\n\r\nbend,-3.1,3.5,4\r\n');
  const place = parseStartPlace(file);

  it('are taken in turn by the seed', () => {
    const x = (seed: number) => chosenStart(place, { ...forward, seed })?.x_m;
    expect([0, 1, 2, 3].map(x)).toEqual([3.5, 1, 3.5, 1]);
  });

  it('are taken by their row', () => {
    expect(chosenStart(place, { ...forward, row: 2 })).toEqual({ x_m: 3.5, y_m: 4, yaw_rad: -3.1 });
    expect(() => chosenStart(place, { ...forward, row: 3 })).toThrow(
      `${file}: has 2 rows; row 3 does not exist`,
    );
    expect(() => chosenStart(parseStartPlace('reset'), { ...forward, row: 1 })).toThrow(
      "option 'startRow' needs a file: set option 'start' to a .csv file",
    );
  });

  it.each([
    ['x_m,y_m\n1,2\n', 'has no column yaw_rad: line 1 has x_m, y_m; needed are x_m, y_m, yaw_rad'],
    ['x_m,y_m,yaw_rat\n1,2,3\n', "has no column yaw_rad (did you mean 'yaw_rat'?)"],
    ['', 'has no column x_m: the file is empty'],
    ['x_m,y_m,yaw_rad\n', 'holds no start pose'],
    ['x_m,y_m,yaw_rad\n1,2,0\n1,here,0\n', "line 3, column y_m: 'here' is not a number"],
    ['x_m,y_m,yaw_rad\n1,2\n', "line 2, column yaw_rad: '' is not a number"],
    ['x_m,y_m,yaw_rad\n1,2,90\n', 'line 2, column yaw_rad: 90 is out of range (-6.283 to 6.283)'],
    ['x_m,y_m,yaw_rad,x_m\n1,2,0,1\n', 'line 1: has two columns x_m'],
    ['x_m,y_m,yaw_rad\n"1,2,0\n', 'is not comma-separated text'],
  ])('that are %j are refused by line and column', (text, complaint) => {
    const bad = fileOf(text);
    expect(() => parseStartPlace(bad)).toThrow(complaint);
    expect(() => parseStartPlace(bad)).toThrow(bad);
  });

  it('that are not there are named', () => {
    expect(() => parseStartPlace('nowhere/starts.csv')).toThrow(
      /^nowhere\/starts\.csv: the start poses cannot be read: there is no such file/,
    );
  });
});

it.each(['\n', '\r\n', '\r'])('a file of start poses is read whole when its header ends with %j', (end) => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i},0,0`).join('\n');
  const place = parseStartPlace(fileOf(`x_m,y_m,yaw_rad${end}${rows}`));
  expect(place).toMatchObject({ kind: 'file' });
  expect(place.kind === 'file' && place.poses.map(({ x_m }) => x_m)).toEqual([...Array(20).keys()]);
});

import type { Circuit } from '../../src/circuit/circuit';
import { loadCircuit } from '../../src/circuit/load';
import { chooseAlignment } from '../../src/replay/alignment';
import { Shot } from '../../src/replay/film/shot';
import { openRecording } from '../../src/replay/open-recording';
import type { Recording } from '../../src/replay/recording';
import { BagFolder } from '../helpers/bags';
import { moments, type PlainBagOptions, plainBag } from './support/plain-bag';

const folder = new BagFolder();
let simple: Circuit;
let many: Circuit;
const opened: Recording[] = [];

beforeAll(async () => {
  simple = await loadCircuit('simple_circuit');
  many = await loadCircuit('many_curves');
});
afterEach(async () => {
  for (const recording of opened.splice(0)) await recording.close();
});

async function open(from_m: number, options: PlainBagOptions = {}, circuit = simple): Promise<Recording> {
  const step_m = options.direction === 'reverse' ? -1 : 1;
  const bag = plainBag(circuit, moments(30, { from_m, step_m }), options);
  const recording = await openRecording(folder.write(bag.bytes()));
  opened.push(recording);
  return recording;
}

/** Times of a second recording in a film, at times of the first. */
async function filmed(first: Recording, second: Recording, times_s: readonly number[]): Promise<number[]> {
  const shot = new Shot(second, first, times_s, []);
  const found: number[] = [];
  for (const time_s of times_s) found.push((await shot.momentAt(time_s)).time_s);
  return found;
}
const close = (times_s: readonly number[]) => times_s.map((time_s) => expect.closeTo(time_s, 2));

describe('two recordings beside each other', () => {
  it('are aligned by distance on one circuit', async () => {
    const [first, second] = [await open(5), await open(0)];
    expect(chooseAlignment([first, second])).toBe('distance');
    expect(await filmed(first, second, [0, 1, 2])).toEqual(close([0.5, 1.5, 2.5]));
  });

  it('wait where the second car began farther along the track, and where it never came so far', async () => {
    const [near, far] = [await open(0), await open(5)];
    expect(await filmed(near, far, [0, 0.3, 0.5, 1])).toEqual(close([0, 0, 0, 0.5]));
    expect(await filmed(far, near, [2.3, 2.5, 2.9])).toEqual(close([2.8, 2.9, 2.9]));
  });

  it.each<readonly [string, () => Promise<Recording>]>([
    ['on another circuit', () => open(5, {}, many)],
    ['in the other direction', () => open(simple.length_m - 5, { direction: 'reverse' })],
    ['without odometry', () => open(5, { has: ['image', 'decision'] })],
  ])('are aligned by time where the second one is %s', async (_, openSecond) => {
    const [first, second] = [await open(0), await openSecond()];
    expect(chooseAlignment([first, second])).toBe('time');
    expect(await filmed(first, second, [0, 1, 2])).toEqual(close([0, 1, 2]));
  });

  it('are both on the map of a film on one circuit alone', async () => {
    const [first, other, unnamed] = [await open(0), await open(5, {}, many), await open(5, { named: false })];
    const shots = [first, other, unnamed].map((recording) => new Shot(recording, first, [0, 1, 2], []));
    expect(shots.map(({ drive }) => drive.path.length > 0)).toEqual([true, false, true]);
    const cars: boolean[] = [];
    for (const shot of shots) cars.push((await shot.momentAt(1)).car !== null);
    expect(cars).toEqual([true, false, true]);
    expect(shots.map((shot) => shot.listNotes())).toEqual([
      [],
      [expect.stringMatching(/^\d+\.bag is not on the map: it was driven on many_curves$/)],
      [],
    ]);
  });
});

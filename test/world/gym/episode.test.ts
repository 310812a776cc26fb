import { loadCircuit } from '../../../src/circuit/load';
import { Episode } from '../../../src/world/gym/episode';
import { answerLine } from '../../../src/world/gym/gym-requests';
import { cameraOf, type GymSettings } from '../../../src/world/gym/gym-settings';
import { GymWorlds } from '../../../src/world/gym/gym-worlds';

const settings: GymSettings = {
  width: 64,
  height: 48,
  colour: 'rgb',
  input: null,
  rate_hz: 20,
  latency_ms: 5,
  start: 'random',
  direction: 'both',
  reward: { progress: 1, deviation: 2, failure: -5 },
  limit_m: 3,
  wallEnds: true,
  laps: 1,
  timeout_s: 60,
};

const grid: GymSettings = { ...settings, start: 'grid', direction: 'forward' };

async function begin(changes: Partial<GymSettings> = {}, seed = 1): Promise<Episode> {
  return new Episode([await loadCircuit('simple_circuit')], { ...grid, ...changes }, seed);
}

describe('an episode', () => {
  test('gives points for progress, and takes some for deviation', async () => {
    const episode = await begin();
    const { reward, info, terminated, truncated } = episode.step({ v_mps: 10, w_radps: 0 });
    expect([terminated, truncated, info.end]).toEqual([false, false, null]);
    // The command takes effect 5 ms after the frame.
    expect(info.progress_m).toBeCloseTo(0.45, 2);
    expect(info.time_s).toBe(0.05);
    expect(reward).toBeCloseTo(info.progress_m - 2 * Math.abs(info.deviation_m), 12);
  });

  test('applies a command after its latency, be it longer than a step', async () => {
    const episode = await begin({ latency_ms: 70 });
    const moved = [1, 2, 3].map(() => episode.step({ v_mps: 10, w_radps: 0 }).info.progress_m);
    expect(moved[0]).toBe(0);
    expect(moved[1]).toBeCloseTo(0.3, 2);
    expect(moved[2]).toBeCloseTo(0.5, 2);
  });

  test('counts driving back as negative progress', async () => {
    const episode = await begin();
    expect(episode.step({ v_mps: -4, w_radps: 0 }).info.progress_m).toBeLessThan(-0.1);
  });

  test('in reverse has its left and its progress the other way round', async () => {
    const episode = await begin({ direction: 'reverse' });
    const { info } = episode.step({ v_mps: 10, w_radps: 0 });
    expect(info).toMatchObject({ direction: 'reverse', circuit: 'simple_circuit' });
    expect(info.progress_m).toBeCloseTo(0.45, 2);
  });

  test.each([
    ['off_track', { limit_m: 0.4 }, true],
    ['wall', {}, true],
    ['timeout', { timeout_s: 0.1 }, false],
  ] as const)('ends with %s, and a step after that changes nothing', async (end, changes, terminated) => {
    const episode = await begin(changes);
    let step = episode.step({ v_mps: 6, w_radps: 3 });
    for (let i = 0; i < 200 && step.info.end === null; i++) step = episode.step({ v_mps: 6, w_radps: 3 });
    expect(step).toMatchObject({ terminated, truncated: !terminated, info: { end } });
    const after = episode.step({ v_mps: 6, w_radps: 0 });
    expect(after.info).toEqual({ ...step.info, progress_m: 0 });
  });

  test('ends when its laps are done', async () => {
    const episode = await begin();
    let step = episode.step({ v_mps: 8, w_radps: 0 });
    while (step.info.end === null) {
      const { deviation_m, heading_error_rad } = step.info;
      step = episode.step({ v_mps: 8, w_radps: -6 * heading_error_rad - 3 * deviation_m });
    }
    expect(step).toMatchObject({ terminated: true, truncated: false, info: { end: 'laps_done' } });
    expect(step.info.distance_m).toBeCloseTo(step.info.lap_length_m, -1);
  });

  test('begins where its seed says, on one of the circuits', async () => {
    const circuits = await Promise.all(['simple_circuit', 'many_curves'].map(loadCircuit));
    const starts = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => new Episode(circuits, settings, seed).info());
    expect(starts).toEqual(starts.map((_, i) => new Episode(circuits, settings, i + 1).info()));
    expect(new Set(starts.map(({ circuit }) => circuit)).size).toBe(2);
    expect(new Set(starts.map(({ direction }) => direction)).size).toBe(2);
    expect(new Set(starts.map(({ x_m }) => x_m)).size).toBe(8);
  });
});

test('a smaller camera sees the same view, and no other shape is taken', () => {
  const camera = cameraOf({ width: 160, height: 120 });
  expect(camera).toMatchObject({ width: 160, height: 120, centreColumn_px: 79.5, centreRow_px: 59.5 });
  expect(camera.focal_px).toBeCloseTo(320.2549 / 4, 9);
  expect(() => cameraOf({ width: 160, height: 100 })).toThrow(/--size 160x100: the width must be/);
});

describe('the requests of a gym', () => {
  const stored: [number, Buffer][] = [];

  async function worlds(changes: Partial<GymSettings> = {}) {
    stored.length = 0;
    const circuit = await loadCircuit('simple_circuit');
    const all = { ...settings, ...changes };
    return new GymWorlds([circuit], all, 2, (bytes, world) => stored.push([world, Buffer.from(bytes)]));
  }

  const ask = (gym: GymWorlds, actions: unknown) => JSON.parse(answerLine(gym, JSON.stringify({ actions })));

  test('begin episodes and step, each world as if it were alone', async () => {
    const gym = await worlds();
    const both = ask(gym, [{ seed: 1 }, { seed: 2 }]).worlds;
    const stepped = ask(gym, [{ v: 5, w: 0 }, null]).worlds;
    expect(stepped[1]).toBeNull();
    expect(stepped[0]).toMatchObject({ terminated: false, truncated: false, info: { time_s: 0.05 } });
    expect(stored.map(([world]) => world)).toEqual([0, 1, 0]);
    const images = stored.map(([, bytes]) => bytes);
    expect(gym.layout).toEqual({ type: 'uint8', shape: [48, 64, 3], bytes: 3 * 48 * 64 });
    expect(images.every((bytes) => bytes.length === gym.layout.bytes)).toBe(true);
    const again = await worlds();
    expect(ask(again, [{ seed: 9 }, { seed: 1 }]).worlds[1]).toEqual(both[0]);
    expect(stored[1]![1].equals(images[0]!)).toBe(true);
  });

  test('give grey images where they are asked for', async () => {
    const gym = await worlds({ colour: 'grey' });
    ask(gym, [{ seed: 1 }, null]);
    expect(stored[0]![1].length).toBe(64 * 48);
  });

  test.each([
    [[{ v: 5, w: 0 }, null], /^actions\[0\] is a step, but the world has no episode yet/],
    [[null], /list with one for each of 2 worlds/],
    [[null, { seed: -1 }], /^actions\[1\]\.seed must be a whole number from 0/],
    [[null, { v: 'fast', w: 0 }], /^actions\[1\] must be \{"v", "w"\} in m\/s and rad\/s/],
    [[null, 3], /^actions\[1\] must be/],
    ['go', /needs "actions"/],
  ])('are refused in one line: %j', async (actions, message) => {
    const gym = await worlds();
    expect(ask(gym, actions).error).toMatch(message);
    expect(stored).toEqual([]);
  });

  test('that are no JSON are refused in one line', async () => {
    expect(JSON.parse(answerLine(await worlds(), '{')).error).toMatch(/^The request is no JSON/);
  });
});

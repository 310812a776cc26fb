import { PitchWatch } from '../../src/session/pitch-watch';
import { FakeWorld, fakeRun, fakeSetup } from './support/fake-setup';

const LEVEL = { x_m: 0, y_m: 0, yaw_rad: 0, v_mps: 0, w_radps: 0, arrival_ms: 0 };

function tilted(watch: PitchWatch, tilts: readonly (number | undefined)[]): (string | null)[] {
  return tilts.map((tilt_rad, i) =>
    watch.pose({ ...LEVEL, sim_s: i / 2, ...(tilt_rad !== undefined && { tilt_rad }) }),
  );
}

test('a car on its side for a second has pitched over, and is told so once', () => {
  const told = tilted(new PitchWatch(), [0, 0.1, 1.5, 1.6, 1.57, 1.57]);
  expect(told.map((line) => line !== null)).toEqual([false, false, false, false, true, false]);
  expect(told[4]).toBe('it has leaned by more than 0.6 rad for 1 s, 1.57 rad now');
});

test.each<[string, readonly (number | undefined)[]]>([
  ['leans a little for long', new Array(10).fill(0.4)],
  ['comes down on its wheels again', [0, 0.9, 0.9, 0.2, 0.9, 0.9, 0]],
  ['is of a world without a third dimension', new Array(10).fill(undefined)],
])('a car that %s has not', (_, tilts) => {
  expect(tilted(new PitchWatch(), tilts)).toEqual(tilts.map(() => null));
});

test('laps end then, and the statistics say so', async () => {
  const world = new FakeWorld();
  const plan = { ...fakeSetup().plan, laps: 1, endless: false };
  const { run, lines, resources } = fakeRun({ world, plan });
  await run.prepare(() => {});
  run.engage();
  for (let i = 0; i < 60; i += 1) {
    const tilt_rad = i < 20 ? 0 : Math.PI;
    world.pose({ ...LEVEL, x_m: Math.min(i, 20) / 4, v_mps: i < 20 ? 5 : 0, tilt_rad, sim_s: i / 20 });
  }
  expect(run.monitor.over).toBe(true);
  await run.halt();
  await resources.release();
  const { statistics } = await run.save();
  expect(statistics).toMatchObject({
    ended_because: 'pitched_over',
    ended_detail: 'it has leaned by more than 0.6 rad for 1 s, 3.14 rad now',
  });
  expect(lines.join('\n')).toContain('error: the car pitched over: it has leaned');
});

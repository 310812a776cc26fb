import { DEFAULT_LIMITS } from '../../src/config/limits';
import { HandBrain } from '../../src/live/hand-brain';
import type { HandRequest } from '../../src/live/page-requests';
import { driving } from './support/driving';

const AHEAD: HandRequest = { type: 'hand', throttle: 0.5, steering: 1 };

describe('the control of a page', () => {
  it('pauses and resumes, and says what cannot be done', async () => {
    const { control, ask } = driving();
    expect(await ask(1, 'resume')).toEqual({ isDone: false, line: 'it is not paused; nothing changed' });
    expect(await ask(1, 'pause')).toEqual({ isDone: true, line: 'paused' });
    expect(control.controls).toMatchObject({ pause: 'it is paused already', resume: null, swap: null });
    expect(await ask(1, 'start_recording')).toEqual({
      isDone: false,
      line: 'the run writes no files; nothing changed',
    });
    expect(await ask(1, 'resume')).toEqual({ isDone: true, line: 'driving on with the next frame' });
  });

  it('swaps brains, and closes the one before', async () => {
    const { first, ask } = driving();
    expect(await ask(1, 'swap', { brain: 'next' })).toEqual({
      isDone: true,
      line: 'next drives now, after first',
    });
    expect(first.closed).toBe(1);
  });

  it.each([
    [3, false, 'nobody drives by hand any more: first drives again'],
    [null, true, 'nobody drives by hand any more: the car is paused until ~resume is called'],
  ])(
    'leaves the wheel to the brain once no page can be served: a run of %s laps waits for nobody',
    async (laps, isPaused, line) => {
      const { run, first, control, ask } = driving(laps);
      expect(await control.abandon()).toBeNull();
      await ask(1, 'drive_by_hand');
      expect(await control.abandon()).toBe(line);
      expect([control.hand, run.drive.active.brain, run.paused]).toEqual([null, first, isPaused]);
    },
  );

  it('changes the circuit where the world is made for the run, and says why not elsewhere', async () => {
    expect(driving().control.controls.change_circuit).toMatch(/^another program made the world/);
    const asked: string[] = [];
    const circuits = { names: ['ring'], change: async (name: string) => void asked.push(name) };
    const { control, ask } = driving(1, null, circuits);
    expect(control.controls.change_circuit).toBeNull();
    expect(await ask(1, 'change_circuit', { circuit: '/etc/passwd' })).toMatchObject({ isDone: false });
    expect(await ask(1, 'change_circuit', { circuit: 'ring' })).toMatchObject({ isDone: true });
    expect(asked).toEqual(['ring']);
  });

  it('does nothing more once the run is over', async () => {
    const { control, ask, run } = driving();
    expect(await ask(1, 'stop')).toEqual({ isDone: true, line: 'the run ends' });
    await run.drive.disengage();
    expect(new Set(Object.values(control.controls))).toEqual(new Set(['the run is over']));
    expect(await ask(1, 'pause')).toEqual({ isDone: false, line: 'the run is over; nothing changed' });
  });

  it('gives the wheel to one page, and back to the brain that was there', async () => {
    const { run, first, control, ask } = driving();
    expect(await ask(1, 'drive_by_hand')).toEqual({ isDone: true, line: 'this page drives by hand' });
    expect([control.hand, run.drive.active.brain.name, first.closed]).toEqual([1, 'hand', 0]);
    expect(await ask(2, 'drive_by_hand')).toMatchObject({ isDone: false });
    expect(await ask(2, 'swap', { brain: 'next' })).toEqual({
      isDone: false,
      line: 'somebody drives by hand; nothing changed',
    });
    const answer = () => run.drive.active.brain.decide({} as never);
    control.steer(2, AHEAD);
    expect(answer()).toMatchObject({ v_mps: 0, w_radps: 0 });
    control.steer(1, AHEAD);
    expect(answer()).toMatchObject({ v_mps: 5, w_radps: 2.5, taken: 'as-is' });
    expect(await ask(2, 'drive_by_brain')).toEqual({ isDone: true, line: 'first drives again' });
    expect([control.hand, run.drive.active.brain, first.closed]).toEqual([null, first, 0]);
  });

  it('stops the car of hands whose page has gone', async () => {
    const { run, first, control, ask } = driving();
    await ask(1, 'drive_by_hand');
    await control.left(2);
    expect(run.paused).toBe(false);
    await control.left(1);
    expect([run.paused, run.drive.active.brain]).toEqual([true, first]);
  });

  it('lets hands answer every frame, whatever cycle the brain before has', async () => {
    const { run, ask } = driving();
    expect(run.drive.active.cycle_ms).toBe(60_000);
    await ask(1, 'drive_by_hand');
    expect(run.drive.active.cycle_ms).toBe(0);
    await ask(1, 'drive_by_brain');
    expect(run.drive.active.cycle_ms).toBe(60_000);
  });

  it('takes the wheel from a page that says nothing for five seconds', async () => {
    const { run, first, control, ask, wait } = driving();
    wait(60_000);
    await ask(1, 'drive_by_hand');
    wait(4000);
    control.steer(1, AHEAD);
    wait(5000);
    expect([await control.releaseSilentHand(), control.hand]).toEqual([false, 1]);
    wait(1);
    expect([await control.releaseSilentHand(), control.hand]).toEqual([true, null]);
    expect([run.paused, run.drive.active.brain]).toEqual([true, first]);
    expect(await control.releaseSilentHand()).toBe(false);
    expect(await ask(2, 'resume')).toMatchObject({ isDone: true });
  });

  it('takes it also from a page that was closed while it was given the wheel', async () => {
    const { run, first, control, ask, wait } = driving();
    const taking = ask(1, 'drive_by_hand');
    await control.left(1);
    await taking;
    wait(5001);
    expect([await control.releaseSilentHand(), run.paused, run.drive.active.brain]).toEqual([
      true,
      true,
      first,
    ]);
  });

  it('closes the brain that waits for hands to end, with the run', async () => {
    const { first, ask, controls } = driving();
    await ask(1, 'drive_by_hand');
    await controls.close();
    expect(first.closed).toBe(1);
  });
});

test('hands that say nothing for half a second stop the car', () => {
  let now_ms = 0;
  const brain = new HandBrain({ ...DEFAULT_LIMITS, maxV_mps: 4 }, () => now_ms);
  expect(brain.decide()).toMatchObject({ v_mps: 0 });
  brain.hear(AHEAD);
  now_ms = 500;
  expect(brain.decide()).toMatchObject({ v_mps: 2 });
  now_ms = 501;
  expect(brain.decide()).toMatchObject({ v_mps: 0, w_radps: 0 });
});

import { DEFAULT_LIMITS } from '../../src/config/brain-configuration';
import { HandBrain } from '../../src/live/hand-brain';
import type { Action, ControlRequest, HandRequest } from '../../src/live/messages';
import { type ControlledSession, SessionControl } from '../../src/live/session-control';
import { RunControls } from '../../src/session/run-controls';
import { FakeBrain, fakeRun } from '../session/support/fake-setup';

const AHEAD: HandRequest = { type: 'hand', throttle: 0.5, steering: 1 };

/** A run over ROS that drives, with the control of its pages. */
function driving() {
  const first = new FakeBrain('first');
  const { run, events, log } = fakeRun({ opened: first.opened });
  run.drive.engage();
  const next = new FakeBrain('next');
  const controls = new RunControls(run, { events, log, onState: () => {}, open: async () => next.opened });
  const { configuration } = first.opened;
  const session = Object.create(controls, {
    state: { get: () => (run.drive.over ? 'ended' : run.paused ? 'paused' : 'driving') },
    recording: { value: null },
    view: { value: { records: false, world: 'ros', configuration } },
    driver: { get: () => controls.driver },
    end: { value: async () => run.drive.disengage() },
  }) as ControlledSession;
  for (const name of ['pause', 'resume', 'swapBrain', 'takeOver', 'giveBack', 'resetToStart'] as const) {
    Object.defineProperty(session, name, { value: (controls[name] as () => unknown).bind(controls) });
  }
  const control = new SessionControl(session);
  const ask = (page: number, action: Action, names: Partial<ControlRequest> = {}) =>
    control.act(page, { type: 'control', id: 1, action, ...names }, () => {});
  return { run, first, next, control, controls, ask };
}

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

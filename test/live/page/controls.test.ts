import type { StateMessage } from '../../../src/live/messages';
import { findControl, listControls, listReasons } from '../../../src/live/page/model/controls';
import { emptyState, type PageState } from '../../../src/live/page/model/page-state';
import { buildSwap, chooseBrain, fillForm, listOptions } from '../../../src/live/page/model/swap';
import { ACTIONS, type Action } from '../../../src/live/page-requests';
import { HELLO, STATE } from './support/messages';

const pageWith = (state: Partial<StateMessage>, more: Partial<PageState> = {}): PageState => ({
  ...emptyState(0),
  link: { status: 'open', why: '', since_ms: 0 },
  hello: HELLO,
  state: { ...STATE, ...state },
  ...more,
});
const names = (page: PageState) => listControls(page).map(({ action }) => action);

describe('the controls', () => {
  it('are those that the session has, each in the state that it would change', () => {
    expect(names(pageWith({}))).toEqual(['pause', 'stop']);
    const controls = {
      pause: 'it is paused already',
      resume: null,
      start_recording: null,
      stop_recording: null,
    };
    expect(names(pageWith({ state: 'paused', controls }))).toEqual(['resume', 'start_recording']);
    expect(names(pageWith({ recording: 'a.bag', controls }))).toEqual(['pause', 'stop_recording']);
    expect(names(pageWith({ controls: {} }))).toEqual([]);
  });

  it('say why they cannot be used, each reason once', () => {
    const over = 'the run is over';
    const controls = { pause: over, stop: over, start_recording: 'the run writes no files' };
    expect(listReasons(listControls(pageWith({ controls })))).toEqual([
      'Pause, Stop: the run is over',
      'Record: the run writes no files',
    ]);
    expect(listReasons(listControls(pageWith({})))).toEqual([]);
  });

  it('give the wheel back from any page, whoever drives by hand', () => {
    const controls = { drive_by_hand: 'somebody drives by hand already', drive_by_brain: null };
    for (const isMyHand of [true, false]) {
      const [control, ...others] = listControls(pageWith({ byHand: true, isMyHand, controls }));
      expect(control).toMatchObject({ action: 'drive_by_brain', reason: null });
      expect(others).toEqual([]);
    }
    expect(names(pageWith({ controls }))).toEqual(['drive_by_hand']);
  });

  it('cannot be used without a connection, nor while they are under way', () => {
    const lost = pageWith({}, { link: { status: 'lost', why: '', since_ms: 0 } });
    expect(listReasons(listControls(lost))).toEqual(['Pause, Stop: there is no connection']);
    const over = pageWith(
      {},
      { hello: { ...HELLO, kind: 'watch' }, link: { status: 'over', why: '', since_ms: 0 } },
    );
    expect(listReasons(listControls(over))).toEqual(['Pause, Stop: the watch is over']);
    const asked = listControls(pageWith({}, { pending: [{ id: 1, action: 'pause' }] }));
    expect(asked.map(({ isPending, reason }) => [isPending, reason])).toEqual([
      [true, 'under way'],
      [false, null],
    ]);
  });

  it('wait only for what contradicts them: pause, stop and the way back from hands wait for nothing', () => {
    const controls = Object.fromEntries(ACTIONS.map((action) => [action, null]));
    const reasonsWhile = (asked: Action) => {
      const page = pageWith({ controls }, { pending: [{ id: 1, action: asked }] });
      const found = ACTIONS.map((action) => findControl(page, action)!);
      return Object.fromEntries(
        found.flatMap(({ action, reason }) => (reason === null ? [] : [[action, reason]])),
      );
    };
    expect(reasonsWhile('swap')).toEqual({ swap: 'under way', drive_by_hand: 'switch is under way' });
    expect(reasonsWhile('reset')).toEqual({ reset: 'under way' });
    for (const asked of ACTIONS) {
      const blocked = Object.keys(reasonsWhile(asked)).filter((action) => action !== asked);
      for (const free of ['pause', 'stop', 'drive_by_brain']) expect(blocked).not.toContain(free);
    }
  });
});

describe('another driver', () => {
  const { driver } = STATE;
  const now = fillForm(driver);

  it('is not asked for as long as the form says what drives', () => {
    expect(now).toEqual({ brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' });
    expect(buildSwap(now, driver)).toBeNull();
  });

  it('brings its own model and provider, unless they are chosen', () => {
    const form = chooseBrain('line_follower', driver);
    expect(buildSwap(form, driver)).toEqual({ brain: 'line_follower' });
    expect(buildSwap({ ...form, model: 'pilotnet' }, driver)).toEqual({
      brain: 'line_follower',
      model: 'pilotnet',
    });
    expect(buildSwap({ ...now, model: 'other' }, driver)).toEqual({ model: 'other' });
    expect(chooseBrain('pilotnet', driver)).toEqual(now);
  });

  it('can be what drives now, although it is none of the choices', () => {
    const own = { ...driver, brain: 'my own', model: 'mine' };
    const { brains, models } = listOptions(HELLO.choices, own, fillForm(own));
    expect(brains[0]).toBe('my own');
    expect(models[0]).toBe('mine');
    expect(listOptions(HELLO.choices, driver, now).brains).toEqual(HELLO.choices.brains);
  });

  it('has no model to choose where it has no network', () => {
    const follower = { brain: 'line_follower', model: null, provider: null, card: null };
    expect(listOptions(HELLO.choices, follower, fillForm(follower)).reason).toBe('this brain has no network');
    const other = chooseBrain('pilotnet', follower);
    expect(listOptions(HELLO.choices, follower, other).reason).toBeNull();
  });
});

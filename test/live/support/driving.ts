import type { Action, ControlRequest } from '../../../src/live/page-requests';
import {
  type ChangeableCircuits,
  type ControlledSession,
  SessionControl,
} from '../../../src/live/session-control';
import { RunControls } from '../../../src/session/run-controls';
import { FakeBrain, fakeRun } from '../../session/support/fake-setup';

/** A run over ROS that drives, with the control of its pages and a clock that is moved by hand. */
export function driving(
  laps: number | null = 1,
  out: string | null = null,
  circuits: ChangeableCircuits | null = null,
) {
  const first = new FakeBrain('first');
  const configuration = { ...first.opened.configuration, cycle_ms: 60_000 };
  const { run, events, log } = fakeRun({ opened: { ...first.opened, configuration } });
  run.drive.engage();
  const next = new FakeBrain('next');
  const controls = new RunControls(run, { events, log, onState: () => {}, open: async () => next.opened });
  const session = Object.create(controls, {
    state: { get: () => (run.drive.over ? 'ended' : run.paused ? 'paused' : 'driving') },
    recording: { value: null },
    view: { value: { records: out !== null, world: 'ros', configuration, laps, findFolder: () => out } },
    on: { value: events.on.bind(events), configurable: true },
    driver: { get: () => controls.driver },
    end: { value: async () => run.drive.disengage() },
  }) as ControlledSession;
  for (const name of ['pause', 'resume', 'swapBrain', 'takeOver', 'giveBack', 'resetToStart'] as const) {
    Object.defineProperty(session, name, { value: (controls[name] as () => unknown).bind(controls) });
  }
  let now_ms = 0;
  const said: string[] = [];
  const control = new SessionControl(session, () => now_ms, {
    say: (line) => void said.push(line),
    circuits,
  });
  const wait = (time_ms: number) => {
    now_ms += time_ms;
  };
  const ask = (page: number, action: Action, names: Partial<ControlRequest> = {}) =>
    control.act(page, { type: 'control', id: 1, action, ...names }, () => {});
  return { run, events, first, next, session, control, controls, ask, wait, said };
}

import type { Action } from '../../page-requests';
import type { PageState } from './page-state';
import { isOver } from './staleness';
import { ACTION_NAMES, KIND_NAMES } from './words';

/** A control as the page shows it. */
export interface Control {
  readonly action: Action;
  readonly name: string;
  /** Why it cannot be used now; null where it can. */
  readonly reason: string | null;
  /** It was asked for, and the server has not answered yet. */
  readonly isPending: boolean;
}

/** What has to be answered before a control can be asked for, besides the control itself. None of it keeps a page from
 *  pausing, from ending the run, or from letting the brain drive. */
const WAITS_FOR: { readonly [action in Action]?: readonly Action[] } = {
  resume: ['pause'],
  swap: ['drive_by_hand', 'drive_by_brain'],
  start_recording: ['stop_recording'],
  stop_recording: ['start_recording'],
  start_dataset: ['stop_dataset', 'drive_by_brain'],
  stop_dataset: ['start_dataset'],
  drive_by_hand: ['swap', 'drive_by_brain'],
};

/** A control; null where the session does not have it. */
export function findControl(page: PageState, action: Action): Control | null {
  const given = page.state?.controls[action];
  if (given === undefined) return null;
  const isPending = isAsked(page, action);
  return { action, name: ACTION_NAMES[action], reason: findReason(page, action, given), isPending };
}

function findReason(page: PageState, action: Action, given: string | null): string | null {
  if (page.link.status !== 'open')
    return isOver(page)
      ? `the ${KIND_NAMES[page.hello?.kind ?? 'session']} is over`
      : 'there is no connection';
  if (isAsked(page, action)) return 'under way';
  const before = WAITS_FOR[action]?.find((other) => isAsked(page, other));
  return before === undefined ? given : `${ACTION_NAMES[before].toLowerCase()} is under way`;
}

function isAsked({ pending }: PageState, action: Action): boolean {
  return pending.some((one) => one.action === action);
}

/** The buttons of a page, each showing what it would change: of two that undo each other, the one that is due. */
export function listControls(page: PageState): Control[] {
  const { state } = page;
  if (state === null) return [];
  const actions: readonly Action[] = [
    state.state === 'paused' ? 'resume' : 'pause',
    'reset',
    'reset_metrics',
    state.recording === null ? 'start_recording' : 'stop_recording',
    state.dataset == null ? 'start_dataset' : 'stop_dataset',
    state.byHand ? 'drive_by_brain' : 'drive_by_hand',
    'stop',
  ];
  return actions.flatMap((action) => findControl(page, action) ?? []);
}

/** Reasons why controls cannot be used, those with the same reason together: "Pause, Stop: the run is over". */
export function listReasons(controls: readonly Control[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, reason } of controls) {
    if (reason !== null) names.set(reason, [...(names.get(reason) ?? []), name]);
  }
  return [...names].map(([reason, all]) => `${all.join(', ')}: ${reason}`);
}

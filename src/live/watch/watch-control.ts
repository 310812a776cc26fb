import { messageOf, WorldError } from '../../errors';
import { foreignText } from '../../ros/foreign-text';
import type { RosNode } from '../../ros/transport';
import type { Action, ControlRequest, LiveControls } from '../page-requests';
import type { NodeChange, WatchedNode } from './watched-node';

/** Loading a network, and completing a bag, take a while. */
const SLOW_MS = 60_000;
const QUICK_MS = 5000;

/** The services of a node of f1-brain (docs/observing.md), by what a page calls them. */
const SERVICES = {
  pause: 'pause',
  resume: 'resume',
  reset_metrics: 'reset_metrics',
  start_recording: 'start_recording',
  stop_recording: 'stop_recording',
  swap: 'load_brain',
} as const satisfies { readonly [action in Action]?: string };

type OfferedAction = keyof typeof SERVICES;

interface Answer {
  readonly isDone: boolean;
  readonly line: string;
}

/** Asks the services of a watched node for what a page asks, by the node's own rules. */
export class WatchControl {
  readonly #node: Pick<RosNode, 'callService'>;
  readonly #watched: WatchedNode;
  readonly #onRestart: () => void;
  readonly #busy = new Set<Action>();

  /** @param onRestart called when the node's metrics have begun again */
  constructor(node: Pick<RosNode, 'callService'>, watched: WatchedNode, onRestart: () => void) {
    this.#node = node;
    this.#watched = watched;
    this.#onRestart = onRestart;
  }

  /** Empty for a node that has no such services. */
  get controls(): LiveControls {
    const { reports, paused, recording } = this.#watched;
    if (!reports) return {};
    const reasons: { [action in OfferedAction]: string | null } = {
      pause: paused ? 'it is paused already' : null,
      resume: paused ? null : 'it is not paused',
      reset_metrics: null,
      start_recording: recording === null ? null : 'a bag is being written',
      stop_recording: recording === null ? 'no bag is being written' : null,
      swap: null,
    };
    const entries = Object.entries(reasons).map(([action, reason]) => [
      action,
      this.#busy.has(action as Action) ? 'it is being done' : reason,
    ]);
    return Object.fromEntries(entries);
  }

  /** @param onBusy called when controls change while the node works
   *  @returns what the node answered, or why it was not asked */
  async act(request: ControlRequest, onBusy: () => void): Promise<Answer> {
    const { action } = request;
    const refused = this.controls[action];
    const node = this.#watched.name;
    if (!isOffered(action) || refused === undefined || node === null)
      return { isDone: false, line: 'the watched node does not have that control' };
    if (refused !== null) return { isDone: false, line: `${refused}; nothing changed` };
    this.#busy.add(action);
    onBusy();
    try {
      return await this.#ask(node, action, request);
    } catch (error) {
      if (!(error instanceof WorldError)) throw error;
      return { isDone: false, line: foreignText(messageOf(error)) };
    } finally {
      this.#busy.delete(action);
    }
  }

  async #ask(node: string, action: OfferedAction, request: ControlRequest): Promise<Answer> {
    const service = `${node}/${SERVICES[action]}`;
    if (action === 'swap') return this.#load(node, service, request);
    const timeout_ms = action === 'stop_recording' ? SLOW_MS : QUICK_MS;
    const { success, message } = await this.#node.callService(service, 'std_srvs/Trigger', {}, timeout_ms);
    const line = foreignText(message);
    if (success) this.#apply(node, action, line);
    return { isDone: success, line: described(action, success, line) };
  }

  async #load(node: string, service: string, { brain, model, provider }: ControlRequest): Promise<Answer> {
    const asked = { brain: brain ?? '', model: model ?? '', provider: provider ?? '' };
    const answer = await this.#node.callService(service, 'f1_brain/LoadBrain', asked, SLOW_MS);
    const driver = {
      brain: foreignText(answer.brain),
      model: answer.model === '' ? null : foreignText(answer.model),
      provider: answer.provider === '' ? null : foreignText(answer.provider),
    };
    this.#change(node, { driver });
    return { isDone: answer.success, line: foreignText(answer.message) };
  }

  #apply(node: string, action: Exclude<OfferedAction, 'swap'>, line: string): void {
    if (action === 'pause' || action === 'resume') this.#change(node, { paused: action === 'pause' });
    else if (action === 'start_recording') this.#change(node, { recording: line });
    else if (action === 'stop_recording') this.#change(node, { recording: null });
    else if (this.#watched.name === node) this.#onRestart();
  }

  /** Another node may drive by the time of the answer. */
  #change(node: string, change: NodeChange): void {
    if (this.#watched.name === node) this.#watched.changed(change);
  }
}

function isOffered(action: Action): action is OfferedAction {
  return Object.hasOwn(SERVICES, action);
}

/** The recording services answer with the bag's file alone. */
function described(action: OfferedAction, success: boolean, line: string): string {
  if (!success) return line;
  if (action === 'start_recording') return `recording to ${line}`;
  return action === 'stop_recording' ? `recorded ${line}` : line;
}

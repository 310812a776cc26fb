import { BrainError, ConfigurationError, messageOf } from '../../errors';
import type { EpisodeInfo, EpisodeStep } from './episode';
import type { GymWorlds } from './gym-worlds';

/** One line that the other side writes: for each world a step or the seed of a new episode; null leaves it as it is. */
export type GymAction = { readonly v: number; readonly w: number } | { readonly seed: number } | null;

/** The line that answers: for each world what came of it. */
export type GymAnswer = EpisodeStep | { readonly info: EpisodeInfo } | null;

const MOST_SEED = 2 ** 32 - 1;

/** Answers one line with one line: `{"actions": [...]}` with `{"worlds": [...]}`, or with `{"error": "..."}`, after which all
 *  worlds are as before. */
export function answerLine(worlds: GymWorlds, line: string): string {
  try {
    const actions = readActions(worlds, line);
    return JSON.stringify({ worlds: actions.map((action, world) => act(worlds, world, action)) });
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    return JSON.stringify({ error: error.message });
  }
}

function act(worlds: GymWorlds, world: number, action: GymAction): GymAnswer {
  if (action === null) return null;
  if ('seed' in action) return { info: worlds.reset(world, action.seed) };
  return worlds.step(world, { v_mps: action.v, w_radps: action.w });
}

function readActions(worlds: GymWorlds, line: string): GymAction[] {
  let request: { actions?: unknown } | null;
  try {
    request = JSON.parse(line) as { actions?: unknown } | null;
  } catch (error) {
    throw new ConfigurationError(`The request is no JSON: ${messageOf(error)}`);
  }
  const actions = request?.actions;
  if (!Array.isArray(actions) || actions.length !== worlds.count) {
    throw new ConfigurationError(
      `The request needs "actions", a list with one for each of ${worlds.count} worlds`,
    );
  }
  for (const [world, action] of actions.entries()) checkAction(worlds, world, action);
  return actions as GymAction[];
}

function checkAction(worlds: GymWorlds, world: number, action: unknown): void {
  if (action === null) return;
  const { seed, v, w } = (typeof action === 'object' ? action : {}) as Record<string, unknown>;
  if (seed !== undefined) {
    if (Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) <= MOST_SEED) return;
    throw new ConfigurationError(`actions[${world}].seed must be a whole number from 0 to ${MOST_SEED}`);
  }
  if (!Number.isFinite(v) || !Number.isFinite(w)) {
    throw new ConfigurationError(`actions[${world}] must be {"v", "w"} in m/s and rad/s, {"seed"} or null`);
  }
  if (!worlds.has(world)) {
    throw new ConfigurationError(
      `actions[${world}] is a step, but the world has no episode yet: give it a seed first`,
    );
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { type BrainError, ConfigurationError, WorldError } from '../../errors';
import { MasterApi } from '../../ros/master/master-api';

/** What a car needs of its simulator before it drives. */
export interface AwaitedTopics {
  /** Published. */
  readonly camera: string;
  /** Published. */
  readonly odometry: string;
  /** Subscribed to. */
  readonly command: string;
}

const LOOK_MS = 200;
const CLOCK = '/clock';
const SERVICES = ['/gazebo/reset_world', '/gazebo/set_model_state'];
const MOST_NAMED = 8;

/** Names of what is registered at a master. */
interface Registered {
  readonly published: ReadonlySet<string>;
  readonly subscribed: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/**
 * Waits until a simulator has registered the car's topics and Gazebo's services.
 * @throws ConfigurationError where it has not after `patience_s` though its clock runs, since its world is another; WorldError
 *   where that is not there either
 */
export async function awaitTopics(
  masterUri: string,
  topics: AwaitedTopics,
  { patience_s, signal }: { readonly patience_s: number; readonly signal: AbortSignal },
): Promise<void> {
  const master = new MasterApi(masterUri, '/f1_brain_experiment');
  const since_ms = performance.now();
  for (;;) {
    const registered = await readRegistered(master);
    const missing = missingOf(registered, topics);
    if (missing.length === 0) return;
    signal.throwIfAborted();
    if (performance.now() - since_ms > 1000 * patience_s) throw tooLate(registered, missing, patience_s);
    await pause(LOOK_MS, undefined, { signal });
  }
}

async function readRegistered(master: MasterApi): Promise<Registered> {
  const state = (await master.call('getSystemState')) as [string, unknown[]][][];
  const [published, subscribed, services] = state.map(
    (entries) => new Set(entries.filter(([, nodes]) => nodes.length > 0).map(([name]) => name)),
  );
  return {
    published: published ?? new Set(),
    subscribed: subscribed ?? new Set(),
    services: services ?? new Set(),
  };
}

function missingOf(
  { published, subscribed, services }: Registered,
  { camera, odometry, command }: AwaitedTopics,
): string[] {
  return [
    ...[camera, odometry].filter((topic) => !published.has(topic)),
    ...[command].filter((topic) => !subscribed.has(topic)),
    ...SERVICES.filter((service) => !services.has(service)),
  ];
}

function tooLate({ published }: Registered, missing: readonly string[], patience_s: number): BrainError {
  const late = `${missing.join(', ')} did not come within ${patience_s} s of the launch`;
  if (!published.has(CLOCK)) return new WorldError(`${late}, nor did ${CLOCK}`);
  const there = [...published].filter((topic) => !/^\/(rosout|clock$|gazebo\/)/.test(topic)).sort();
  const named = there.slice(0, MOST_NAMED).join(', ') || 'no topics of a car';
  const more = there.length > MOST_NAMED ? ` and ${there.length - MOST_NAMED} more` : '';
  return new ConfigurationError(
    `${late}; the world has ${named}${more}: name another world, or the topics in the brain's file`,
  );
}

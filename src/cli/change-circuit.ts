import { existsSync } from 'node:fs';
import { loadCircuit } from '../circuit/load';
import { brainNames } from '../config/brain-file';
import { shippedModels } from '../config/named-model';
import type { ProviderRequest } from '../drive/inference/providers';
import { SessionError } from '../errors';
import type { Driver } from '../session/recording/decision-message';
import type { Session } from '../session/session';
import type { BuiltInSessionOptions, SessionOptions } from '../session/session-options';

/** Name of the brain by which hands drive. */
const HANDS = 'hand';

/** The circuit that a page asks a run in the built-in world to go on with: the run ends, and another one begins. */
export class CircuitChange {
  #next: string | null = null;
  /** Who drives, once somebody has chosen another than the options name. */
  #driver: Driver | null = null;
  /** The brain of the options, once another one or its model was switched. */
  #own: string | null = null;

  /** Follows who drives, so that the next run has the same brain. */
  follow(session: Session): void {
    session.on('brain', ({ brain, model, provider, before }) => {
      this.#own ??= before;
      // Hands stay with the page and with this run, and who drives after them drove before them.
      if (brain !== HANDS && before !== HANDS) this.#driver = { brain, model, provider };
    });
  }

  /** Ends the run for another one. @throws ConfigurationError for a circuit that cannot be read; the run goes on
   *  @throws SessionError where the run has ended meanwhile: no other one follows */
  async ask(session: Session, name: string): Promise<void> {
    await loadCircuit(name);
    if (session.state === 'ending' || session.state === 'ended')
      throw new SessionError(`the run has ended meanwhile; none begins on ${name}`);
    this.#next = name;
    session.end().catch(() => {});
  }

  /** The options of the next run, once the one before is over; null where none was asked for.
   *  @param options of the first run */
  take(options: BuiltInSessionOptions): BuiltInSessionOptions | null {
    const circuit = this.#next;
    this.#next = null;
    if (circuit === null) return null;
    const { startPose: _, ...others } = options;
    return { ...withDriver(others, this.#driver, this.#own), circuit, ...nextFolder(options, circuit) };
  }
}

/** Whether the world of a session is made for it. */
export function isBuiltIn(options: SessionOptions): options is BuiltInSessionOptions {
  return options.world !== 'external';
}

/** With who drives now in place of whom the options name, as far as that is known by name.
 *  @param own the brain of the options, which need not be known by its name */
function withDriver(
  options: BuiltInSessionOptions,
  driver: Driver | null,
  own: string | null,
): BuiltInSessionOptions {
  if (driver === null) return options;
  const isOwn = driver.brain === own;
  if (!isOwn && !brainNames().includes(driver.brain)) return options;
  const { model, provider: _, ...others } = options;
  const isKnown = driver.model !== null && shippedModels().includes(driver.model);
  return {
    ...others,
    ...(!isOwn && { brain: driver.brain }),
    ...(isKnown ? { model: driver.model } : isOwn && model !== undefined && { model }),
    ...(driver.provider !== null && { provider: driver.provider as ProviderRequest }),
  };
}

/** A folder that was asked for has the run before: beside it, by the circuit's name. */
function nextFolder({ out }: BuiltInSessionOptions, circuit: string): { readonly out?: string } {
  if (out == null) return {};
  const folder = `${out}-${circuit.replace(/\W/g, '-')}`;
  for (let number = 1; ; number += 1) {
    const own = number === 1 ? folder : `${folder}-${number}`;
    if (!existsSync(own)) return { out: own };
  }
}

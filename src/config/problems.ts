import { BrainError, ConfigurationError } from '../errors';
import { DESCRIBES_EXPERIMENT, type ErrorClass } from './section';

/** What solves a problem of a brain's file, where its line is to name a command: `--model`, `--circuit`,
 *  `--image-transform`, or another brain. `edit`: the line itself says what to write. */
export type Remedy = 'edit' | 'model' | 'circuit' | 'transform' | 'brain';

interface Problem {
  readonly error: BrainError;
  readonly remedy: Remedy;
}

/** Collects the problems of a file, so that its user hears of all of them at once. */
export class Problems {
  readonly #found: Problem[] = [];

  /** The result of `read`, or `otherwise` where it throws an error for the user. */
  attempt<T, U>(read: () => T, otherwise: U, remedy: Remedy = 'edit'): T | U {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BrainError)) throw error;
      this.#found.push({ error, remedy });
      return otherwise;
    }
  }

  /** The same for what takes time. */
  async attemptAsync<T, U>(read: () => Promise<T>, otherwise: U): Promise<T | U> {
    try {
      return await read();
    } catch (error) {
      return this.attempt(() => {
        throw error;
      }, otherwise);
    }
  }

  get count(): number {
    return this.#found.length;
  }

  has(remedy: Remedy): boolean {
    return this.#found.some((problem) => problem.remedy === remedy);
  }

  /** Whether a file that is right for an experiment is all that is wrong. */
  #areLists(): boolean {
    return this.#found.every(({ error }) => error.message.includes(DESCRIBES_EXPERIMENT));
  }

  /** Throws what was found, one line for each, unless nothing was.
   *  @param advise tells a command that works, as the end of a line; null to tell none
   *  @param last what is said after them where they are lists that a run cannot take; null for nothing */
  throwAny(advise: ((problems: Problems) => string) | null = null, last: string | null = null): void {
    const first = this.#found[0];
    if (first === undefined) return;
    const isAdvised = (remedy: Remedy) => advise !== null && remedy !== 'edit';
    const advice = advise !== null && this.#found.some(({ remedy }) => isAdvised(remedy)) ? advise(this) : '';
    const lines = this.#found.map(({ error, remedy }) =>
      isAdvised(remedy) ? `${error.message}; ${advice}` : error.message,
    );
    // What several parts of a file run into is one problem.
    const different = [...new Set(lines.flatMap((line) => line.split('\n')))];
    if (last !== null && this.#areLists()) different.push(last);
    if (this.#found.length > 1) throw new ConfigurationError(different.join('\n'));
    if (!isAdvised(first.remedy) && last === null) throw first.error;
    throw new (first.error.constructor as ErrorClass)(different.join('\n'));
  }
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { ConfigurationError, messageOf, quoted } from '../../errors';

/** The text of a goal: the argument itself, or the content of the file that it names.
 *  @throws ConfigurationError where it is neither */
export function readGoal(given: string): string {
  if (existsSync(given) && statSync(given).isFile()) {
    try {
      return readFileSync(given, 'utf8');
    } catch (error) {
      throw new ConfigurationError(`--goal ${given}: cannot be read (${messageOf(error)})`, { cause: error });
    }
  }
  if (/[<>=≤≥]|^\s*(mini|maxi)mi[sz]e\s/i.test(given) || given.trim() === '') return given;
  throw new ConfigurationError(
    `--goal ${quoted(given)} is neither a file nor a goal such as "size<=0.3MB, max_deviation<=0.3m"`,
  );
}

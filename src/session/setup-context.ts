import { openOutputFolder } from '../support/output-folder';
import type { SessionOptions } from './session-options';
import type { SetupContext } from './setup/setup';

/** What a setup gets from its session.
 *  @param atEnd takes what is done last, when the files are written */
export function setupContextOf(
  { environment = process.env }: Pick<SessionOptions, 'environment'>,
  session: Pick<SetupContext, 'log' | 'resources' | 'signal' | 'end'>,
  atEnd: (cleanup: () => void) => void,
): SetupContext {
  return {
    ...session,
    environment,
    openFolder: (asked, label) => {
      if (asked === null) return null;
      return openOutputFolder(asked ?? null, label, { atEnd });
    },
  };
}

import { freeNames } from '../../support/free-names';
import { Recording } from './recording';
import type { RecordingOptions } from './recording-options';
import { RecordingExistsError } from './start-thread';

/** For free names that other runs take at the same time. */
const MOST_ATTEMPTS = 100;

/** Files of one recording, by what they are called in statistics. */
export interface RecordingNames {
  readonly recording: string;
  readonly metrics: string;
  readonly decisions: string;
}

/** Opens a recording under the first free names of its folder: NAME.bag, NAME-2.bag and so on; decisions.csv,
 *  decisions-2.csv and so on. Another run may take a name of a shared folder first: the next one is taken then.
 *  @param given names that are reserved although no file is there
 *  @throws BagError when it cannot be made */
export async function openRecording(
  folder: string,
  name: string,
  given: ReadonlySet<string>,
  options: Omit<RecordingOptions, 'file' | 'table' | 'metrics'>,
): Promise<{ readonly recording: Recording; readonly files: RecordingNames }> {
  for (let attempt = 1; ; attempt += 1) {
    const [file, metrics] = freeNames(folder, [`${name}.bag`, `${name}.json`] as const, given);
    const [decisions] = freeNames(folder, ['decisions.csv'] as const, given);
    try {
      const recording = await Recording.open({ ...options, file, table: decisions, metrics });
      return { recording, files: { recording: file, metrics, decisions } };
    } catch (error) {
      if (!(error instanceof RecordingExistsError) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

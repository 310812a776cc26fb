import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../errors';
import { makeFolder } from './make-folder';

/** Writes files, and their folders where these are missing.
 *  @throws ConfigurationError that names the first that cannot be written; those before it stay */
export function writeFiles(contents: Iterable<readonly [file: string, content: string | Uint8Array]>): void {
  for (const [file, content] of contents) {
    try {
      makeFolder(path.dirname(path.resolve(file)));
      writeFileSync(file, content);
    } catch (error) {
      throw new ConfigurationError(`${file}: cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }
}

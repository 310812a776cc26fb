import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, quoted } from '../../../errors';

/** The image that a label file names, by its base name (a path of another machine, with / or \), in `folder`.
 *  @param where file and line of the name
 *  @throws ConfigurationError where it is missing */
export function findImage(name: string, folder: string, where: string): string {
  const image = path.join(folder, name.split(/[/\\]/).at(-1)!);
  if (name !== '' && existsSync(image)) return image;
  throw new ConfigurationError(
    `${where}: there is no image ${quoted(name)} in ${folder}; put it back, or remove the row`,
  );
}

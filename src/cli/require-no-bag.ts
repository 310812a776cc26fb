import { existsSync, realpathSync } from 'node:fs';
import { isBag } from '../bag/is-bag';
import { ConfigurationError } from '../errors';

/** No bag is overwritten, whether it is one of those that are read or any other.
 *  @param option that names the file, with its dashes
 *  @throws ConfigurationError before anything was read */
export function requireNoBag(option: string, file: string, read: readonly (string | undefined)[]): void {
  if (!existsSync(file)) return;
  const real = realpathSync(file);
  const isRead = read.some((one) => one !== undefined && existsSync(one) && realpathSync(one) === real);
  if (isRead || isBag(real)) {
    throw new ConfigurationError(`${option} ${file}: is a bag, which would be lost; name another file`);
  }
}

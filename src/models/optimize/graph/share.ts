import { ConfigurationError } from '../../../errors';

/**
 * Reads an option that is a share.
 * @param absent the default
 * @throws ConfigurationError naming the option unless 0 <= share < 1
 */
export function readShare(option: string, value: number | undefined, absent: number): number {
  const share = value ?? absent;
  if (!(share >= 0 && share < 1)) {
    throw new ConfigurationError(`${option} is ${share}; it must be at least 0 and below 1`);
  }
  return share;
}

import { ConfigurationError } from '../../../errors';

/** A share as an option gives it.
 *  @throws ConfigurationError naming the option unless 0 <= share < 1 */
export function shareOption(option: string, value: number | undefined, absent: number): number {
  const share = value ?? absent;
  if (!(share >= 0 && share < 1)) {
    throw new ConfigurationError(`${option} is ${share}; it is a share, from 0 up to but not including 1`);
  }
  return share;
}

const FIRST_ms = 500;
const LONGEST_ms = 5000;

/** How long to wait before the next attempt to connect. @param failures in a row, from 1 */
export function retryAfter_ms(failures: number): number {
  return Math.min(LONGEST_ms, FIRST_ms * 2 ** (failures - 1));
}

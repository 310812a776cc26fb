/** A number with its noun: `1 run`, `2 runs`. @param what one of them; its plural ends with s */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

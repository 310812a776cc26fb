/** Largest seed: random numbers start from 32 bits. */
export const MOST_SEED = 2 ** 32 - 1;

const WORD = 'generated';

/** The seed of a generated circuit that is named `generated:17`, or `generated_17` as its circuit, its files and bags have it;
 *  null for another name. */
export function seedOfName(name: string): number | null {
  const digits = /^generated[:_](0|[1-9]\d*)$/.exec(name)?.[1];
  const seed = Number(digits);
  return digits === undefined || seed > MOST_SEED ? null : seed;
}

/** The name of a generated circuit in files and bags, without the colon, which paths and shells do not bear everywhere. */
export function generatedName(seed: number): string {
  return `${WORD}_${seed}`;
}

/** Whether a name that is none was meant for a generated circuit. */
export function isMeantAsGenerated(name: string): boolean {
  return name === WORD || name.startsWith(`${WORD}:`);
}

/** A name to suggest for one that is mistyped: with its seed, where it has one. */
export function generatedSuggestion(name: string): string {
  const seed = Number(/\d+/.exec(name)?.[0] ?? 1);
  return `${WORD}:${seed <= MOST_SEED ? seed : 1}`;
}

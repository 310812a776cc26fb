/** True in `npm run test:all`: everything, as long as it takes. `npm test` takes a sample of what is long. */
export const THOROUGH = process.env.F1_BRAIN_TESTS === 'all';

/** All of a list when tests are thorough, otherwise its first `count`. */
export function sample<T>(all: readonly T[], count: number): readonly T[] {
  return THOROUGH ? all : all.slice(0, count);
}

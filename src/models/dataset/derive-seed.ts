/** Derives a seed from a name by FNV-1a, so that random numbers of one circuit do not depend on the other circuits
 *  of a recording. */
export function deriveSeed(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${name} ${seed}`, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

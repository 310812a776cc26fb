/** A whole number from a name (FNV-1a), so that what is drawn for one circuit does not depend on which others
 *  are recorded with it. */
export function seedOf(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${name} ${seed}`, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

const LONGEST = 80;

/** Letters, digits, dots, dashes and underscores that a file, an address and a person can hold. */
export function slugOf(label: string): string {
  const slug = label
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST);
  return slug === '' ? 'run' : slug;
}

/** Slugs of all labels, each unlike the others in any case of letters. */
export function uniqueSlugs(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const slug = slugOf(label);
    let candidate = slug;
    for (let copy = 2; taken.has(candidate.toLowerCase()); copy += 1) candidate = `${slug}-${copy}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}

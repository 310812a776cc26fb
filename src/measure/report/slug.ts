const MAX_LENGTH = 80;

/** Turns a label into letters, digits, dots, dashes and underscores, valid in file names and URLs. */
export function toSlug(label: string): string {
  const slug = label
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MAX_LENGTH);
  return slug === '' ? 'run' : slug;
}

/** Slugs of all labels, unique regardless of case. */
export function uniqueSlugs(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const slug = toSlug(label);
    let candidate = slug;
    for (let copy = 2; taken.has(candidate.toLowerCase()); copy += 1) candidate = `${slug}-${copy}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}

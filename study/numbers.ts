type Values = readonly (number | null)[];

/** Null where there is no value, or one is missing. */
export function sum(values: Values): number | null {
  if (values.length === 0) return null;
  return values.reduce((all, value) => (all === null || value === null ? null : all + value), 0);
}

/** Null where there is no value, or one is missing. */
export function mean(values: Values): number | null {
  const all = sum(values);
  return all === null ? null : all / values.length;
}

/** Null where there is no value, or one is missing. */
export function largest(values: Values): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : Math.max(...known);
}

/** Why a recording ended before its run. */
export function failure(file: string, reason: string | null): string {
  const why = reason ?? 'the reason is unknown';
  return why.includes(file) ? why : `${file}: recording ended: ${why}`;
}

/** Why a bag is not measured. */
export function unmeasuredLine(file: string, reason: string): string {
  return `${file}: its metrics could not be computed: ${reason}`;
}

/** One thing that was looked for. */
export interface Finding {
  /** `missing` is no fault: something optional is not here. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly what: string;
  readonly found: string;
  /** What the user can do; null where nothing is to be done. */
  readonly todo: string | null;
}

/** The result of one check. */
export interface Finding {
  /** `missing` is not a fault: something optional is not installed. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly what: string;
  readonly found: string;
  /** What the user can do; null where nothing is to be done. */
  readonly todo: string | null;
}

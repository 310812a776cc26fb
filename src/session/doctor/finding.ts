/** The result of one check. */
export interface Finding {
  /** Neither `missing` nor `optional` is a fault: something that some uses need is not there; `optional` is what most users
   *  never need, such as a GPU. */
  readonly state: 'ok' | 'optional' | 'missing' | 'broken';
  readonly what: string;
  readonly found: string;
  /** What the user can do; null where nothing is to be done. */
  readonly todo: string | null;
}

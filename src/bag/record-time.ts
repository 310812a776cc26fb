/** When a message was recorded. */
export interface RecordTime {
  readonly sec: number;
  readonly nsec: number;
}

export function isEarlier(a: RecordTime, b: RecordTime): boolean {
  return a.sec === b.sec ? a.nsec < b.nsec : a.sec < b.sec;
}

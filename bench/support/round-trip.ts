/** What bench/ros_roundtrip.py prints. */
export interface RoundTrip {
  readonly rate_hz: number;
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  /** From publish() to the callback of the command in the same rospy process. */
  readonly round_trip_ms: {
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
}

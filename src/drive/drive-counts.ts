/** What happened to the frames since `engage`. received = answered + superseded + failed + rejected
 *  (plus the one in work). */
export interface DriveCounts {
  received: number;
  /** A command left for this frame. */
  answered: number;
  /** A newer frame came before the brain was free. */
  superseded: number;
  /** The brain failed on it, or answered when the car had long been stopped. */
  failed: number;
  /** Could not be read. */
  rejected: number;
  /** Commands that were cut to the limits. */
  limited: number;
  /** Commands between two answers. */
  steered: number;
}

/** What was counted between two moments. */
export function countsSince(before: DriveCounts, now: DriveCounts): DriveCounts {
  const since = (key: keyof DriveCounts) => now[key] - before[key];
  return {
    received: since('received'),
    answered: since('answered'),
    superseded: since('superseded'),
    failed: since('failed'),
    rejected: since('rejected'),
    limited: since('limited'),
    steered: since('steered'),
  };
}

export function noCounts(): DriveCounts {
  return { received: 0, answered: 0, superseded: 0, failed: 0, rejected: 0, limited: 0, steered: 0 };
}

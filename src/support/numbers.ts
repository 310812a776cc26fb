/** The value within bounds; `low` where the bounds contradict each other. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** The same angle, from -pi to pi. */
export function wrapAngle(angle_rad: number): number {
  const turns = Math.round(angle_rad / (2 * Math.PI));
  return angle_rad - turns * 2 * Math.PI;
}

/** Brains in one chart, the best ones; tables have all. */
export const MAX_CHART_BRAINS = 30;
/** Rows of a chart with rows for several things of each brain. */
export const MAX_CHART_ROWS = 30;

/** Says that a chart leaves brains out. */
export function describeCut(brains: number, most = MAX_CHART_BRAINS): string {
  return brains <= most ? '' : `; the best ${most} of ${brains} brains`;
}

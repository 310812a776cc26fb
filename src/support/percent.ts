/** Closer to a whole than this is floating-point error, percent. */
const EXACT = 1e-9;

/** A share in percent, to be shown with so many decimals: what is not all is less than 100, what is not nothing more than 0. */
export function roundPercent(percent: number, decimals: number): number {
  const rounded = Number(percent.toFixed(decimals));
  const step = 10 ** -decimals;
  if (rounded === 100 && percent < 100 - EXACT) return 100 - step;
  return rounded === 0 && percent > EXACT ? step : rounded;
}

import { type JsonObject, symbolOf } from './chart';

/** A brain of a chart, with its index among all brains of the report. */
export interface PresentBrain {
  readonly brain: string;
  readonly i: number;
}

/** The brains that a chart shows, in the order of the report: a brain has the same colour and symbol in each chart. */
export function presentBrains(brains: readonly string[], shown: ReadonlySet<string>): PresentBrain[] {
  return brains.flatMap((brain, i) => (shown.has(brain) ? [{ brain, i }] : []));
}

/** Legend of brains by their symbols, in one line above the chart. @param margin_px on the left and right */
export function brainLegend(present: readonly PresentBrain[], margin_px: number): JsonObject {
  return lineLegend(
    present.map(({ brain, i }) => ({ name: brain, icon: symbolOf(i) })),
    margin_px,
  );
}

/** Legend in one line above the chart, which scrolls where it has not room for all. @param margin_px on the left and right */
export function lineLegend(data: readonly JsonObject[], margin_px: number): JsonObject {
  return { type: 'scroll', itemWidth: 14, top: 0, left: margin_px, right: margin_px, data };
}

import type { JsonObject } from './chart';

/** Fewer ticks do not show the scale of an axis. */
const MIN_TICKS = 4;
/** Ticks of one decade, from few to many. */
const MANTISSAS: readonly (readonly number[])[] = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 2, 3, 5, 7],
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
];

/** Round values on a logarithmic axis, at least four and as few as possible. A range too narrow for the decades
 *  gets ticks at equal differences. @param low greater than 0 @param high greater than low */
export function chooseLogTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const isInside = (value: number) => value >= low && value <= high;
  for (let decades = Math.ceil((last - first) / MIN_TICKS); decades > 1; decades -= 1) {
    const ticks = listPowers(Math.ceil(first / decades) * decades, last, decades).filter(isInside);
    if (ticks.length >= MIN_TICKS) return ticks;
  }
  for (const mantissas of MANTISSAS) {
    const ticks = listPowers(first, last, 1)
      .flatMap((power) => mantissas.map((mantissa) => roundTick(mantissa * power)))
      .filter(isInside);
    if (ticks.length >= MIN_TICKS) return ticks;
  }
  return chooseEvenTicks(low, high);
}

/** Options of a logarithmic axis with round ticks. */
export function buildLogAxis(low: number, high: number): JsonObject {
  const ticks = chooseLogTicks(low, high);
  return {
    type: 'log',
    min: low,
    max: high,
    axisLabel: { customValues: ticks, hideOverlap: true },
    axisTick: { customValues: ticks },
  };
}

function listPowers(first: number, last: number, decades: number): number[] {
  const count = Math.floor((last - first) / decades) + 1;
  // 10 ** -4 is 0.00009999999999999999, and would be written so at the axis.
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(`1e${first + i * decades}`));
}

function chooseEvenTicks(low: number, high: number): number[] {
  const power = 10 ** Math.floor(Math.log10(high - low));
  const made = [1, 0.5, 0.2, 0.1, 0.05].map((factor) => {
    const step = factor * power;
    const first = Math.ceil(low / step - 1e-6);
    const last = Math.floor(high / step + 1e-6);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
      roundTick((first + i) * step),
    ).filter((tick) => tick >= low && tick <= high);
  });
  return made.find(({ length }) => length >= MIN_TICKS) ?? made.at(-1)!;
}

function roundTick(value: number): number {
  return Number(value.toPrecision(10));
}

import { BANDS } from './charts/palette';
import { ceilFine } from './colour-map';

/** Narrowest band of colour, m: a car that is put onto the line and stays there has one colour. */
const NARROWEST_m = 0.01;
/** Only a car that left the track goes beyond this; its way must not take the colours of the others. */
const LARGEST_m = 2;

/** Width of a colour band, m, so that the largest deviation lies in the last one. */
export function chooseBand_m(largest_m: number): number {
  return Math.max(NARROWEST_m, ceilFine(Math.min(largest_m, LARGEST_m) / (BANDS - 0.5) || NARROWEST_m));
}

/** Band of a deviation, 0 to BANDS - 1; null where it is unknown. */
export function bandOf(deviation_m: number | null, band_m: number): number | null {
  if (deviation_m === null) return null;
  return Math.min(BANDS - 1, Math.floor(Math.abs(deviation_m) / band_m));
}

/** What the bands mean, from the lowest on. */
export function labelBands(band_m: number): string[] {
  const text = (value: number) => String(Number(value.toPrecision(3)));
  return Array.from({ length: BANDS }, (_, band) =>
    band === BANDS - 1 ? `≥ ${text(band * band_m)} m` : `< ${text((band + 1) * band_m)}`,
  );
}

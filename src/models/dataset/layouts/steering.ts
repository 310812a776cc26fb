import { ConfigurationError } from '../../../errors';
import { convertLabel, type LabelUnit, type LabelUnits, UNITS_EXAMPLE } from '../label-units';
import { explainInvalidLabel } from '../layout';

/** The columns of another program that stand for v and w, for messages. */
export interface ForeignLabels {
  readonly v: string;
  readonly w: string;
}

/** The units of labels that are not in m/s and rad/s, which only the user knows.
 *  @throws ConfigurationError in one line that shows what was found and asks for both */
export function requireUnits(
  file: string,
  units: LabelUnits,
  labels: ForeignLabels,
  rows: readonly { readonly v: number; readonly w: number }[],
): { readonly v: LabelUnit; readonly w: LabelUnit } {
  const { v, w } = units;
  if (v !== null && w !== null) return { v, w };
  throw new ConfigurationError(
    `${file}: ${labels.v} (${range(rows.map((row) => row.v))}) is no speed in m/s and ${labels.w} ` +
      `(${range(rows.map((row) => row.w))}) no angular velocity in rad/s; say what they are, for example ${UNITS_EXAMPLE} ` +
      '(docs/datasets.md)',
  );
}

/** A label with steering to the right positive, as v and w.
 *  @throws ConfigurationError where it is out of range */
export function convertSteering(
  row: { readonly v: number; readonly w: number },
  units: { readonly v: LabelUnit; readonly w: LabelUnit },
  where: string,
): { readonly v_mps: number; readonly w_radps: number } {
  const turn_radps = convertLabel(row.w, units.w);
  const label = { v_mps: convertLabel(row.v, units.v), w_radps: turn_radps === 0 ? 0 : -turn_radps };
  const problem = explainInvalidLabel(label);
  if (problem !== null) throw new ConfigurationError(`${where}: ${problem}; check --label-units`);
  return label;
}

function range(values: readonly number[]): string {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return `${low} to ${high}`;
}

import { ConfigurationError } from '../../errors';
import { parseDecimal } from '../../support/csv-rows';

/** How a number in a label file becomes m/s or rad/s. */
export interface LabelUnit {
  /** As written in `--label-units`. */
  readonly name: string;
  readonly scale: number;
  readonly offset: number;
}

/** Units that a user has said; null where not. */
export interface LabelUnits {
  readonly v: LabelUnit | null;
  readonly w: LabelUnit | null;
}

export const NO_UNITS: LabelUnits = { v: null, w: null };
const factor = (name: string, scale: number): LabelUnit => ({ name, scale, offset: 0 });
export const METRES_PER_SECOND = factor('m/s', 1);
export const RADIANS_PER_SECOND = factor('rad/s', 1);

const KNOWN: Readonly<Record<keyof LabelUnits, readonly LabelUnit[]>> = {
  v: [METRES_PER_SECOND, factor('km/h', 1 / 3.6), factor('mph', 0.44704)],
  w: [RADIANS_PER_SECOND, factor('deg/s', Math.PI / 180)],
};

export const UNITS_EXAMPLE = '--label-units v=mph,w=normalized:1.5';

export function convertLabel(value: number, { scale, offset }: LabelUnit): number {
  return value * scale + offset;
}

/**
 * Parses `v=mph,w=normalized:1.5`. `normalized:F` means that 1 is F; `normalized:A:B` that 0 is A and 1 is B.
 * @throws ConfigurationError in one line that names what is wrong
 */
export function parseLabelUnits(text: string): LabelUnits {
  const units: { v: LabelUnit | null; w: LabelUnit | null } = { v: null, w: null };
  for (const entry of text.split(',')) {
    const [label = '', name = ''] = entry.split('=').map((word) => word.trim());
    if (label !== 'v' && label !== 'w') {
      throw new ConfigurationError(
        `--label-units: '${entry}' is neither v=UNIT nor w=UNIT; for example ${UNITS_EXAMPLE}`,
      );
    }
    units[label] = parseUnit(label, name);
  }
  return units;
}

function parseUnit(label: keyof LabelUnits, name: string): LabelUnit {
  const known = KNOWN[label].find((unit) => unit.name === name);
  if (known !== undefined) return known;
  const [kind, ...bounds] = name.split(':');
  const [a = Number.NaN, b] = bounds.map(parseDecimal);
  const [low, high] = b === undefined ? [0, a] : [a, b];
  const isRange =
    kind === 'normalized' && bounds.length <= 2 && Number.isFinite(low) && Number.isFinite(high);
  if (isRange && low < high) return { name, scale: high - low, offset: low };
  const names = KNOWN[label].map((unit) => unit.name).join(', ');
  throw new ConfigurationError(
    `--label-units: '${name}' is not a unit of ${label}; choose from ${names}, normalized:F (1 is F), ` +
      'normalized:A:B (0 is A, 1 is B)',
  );
}

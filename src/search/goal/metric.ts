/** Where a metric is known from, cheap to dear: the file, the images that a model answers, the laps that it drives. */
export type Stage = 'file' | 'images' | 'laps';

type Family = 'bytes' | 'time' | 'length' | 'speed' | 'angular' | 'ratio' | 'plain' | 'count' | 'laps';

/** A metric that a goal may bound. Its values are in B, ms, m, m/s and rad/s. */
export interface Metric {
  readonly name: MetricName;
  readonly family: Family;
  readonly stage: Stage;
  readonly better: 'lower' | 'higher';
  /** Depends on the machine and the moment: such a metric may be bounded, and decides nothing else. */
  readonly isTimed: boolean;
  readonly says: string;
}

export const METRIC_NAMES = [
  'size',
  'gzip',
  'parameters',
  'mse',
  'v_error',
  'w_error',
  'p50',
  'p99',
  'step_p50',
  'speedup',
  'memory',
  'laps',
  'max_deviation',
  'mean_deviation',
  'mean_speed',
  'wall_contacts',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

const metric = (
  name: MetricName,
  family: Family,
  stage: Stage,
  says: string,
  more: Partial<Pick<Metric, 'better' | 'isTimed'>> = {},
): Metric => ({ name, family, stage, says, better: 'lower', isTimed: false, ...more });
const timed = { isTimed: true };

export const METRICS: Readonly<Record<MetricName, Metric>> = {
  size: metric('size', 'bytes', 'file', 'size of the file'),
  gzip: metric('gzip', 'bytes', 'file', 'size of the file, compressed by gzip -9'),
  parameters: metric('parameters', 'count', 'file', 'weights and biases in the file'),
  mse: metric('mse', 'plain', 'images', 'mean squared error on the images, scaled as evaluate does'),
  v_error: metric('v_error', 'speed', 'images', 'linear-velocity MAE on the images'),
  w_error: metric('w_error', 'angular', 'images', 'angular-velocity MAE on the images'),
  p50: metric('p50', 'time', 'images', 'median inference time', timed),
  p99: metric('p99', 'time', 'images', '99th percentile of the inference time', timed),
  step_p50: metric('step_p50', 'time', 'images', 'median step time, from frame to command', timed),
  speedup: metric('speedup', 'ratio', 'images', 'speed-up over the model as it is', {
    ...timed,
    better: 'higher',
  }),
  memory: metric('memory', 'bytes', 'images', "peak memory of the model's process", timed),
  laps: metric('laps', 'laps', 'laps', 'laps completed of those driven', { better: 'higher' }),
  max_deviation: metric('max_deviation', 'length', 'laps', 'greatest lateral deviation of all laps'),
  mean_deviation: metric('mean_deviation', 'length', 'laps', 'mean lateral deviation, mean of the laps'),
  mean_speed: metric('mean_speed', 'speed', 'laps', 'mean speed, mean of the laps', { better: 'higher' }),
  wall_contacts: metric('wall_contacts', 'count', 'laps', 'contacts with walls in all laps'),
};

/** Factors to the unit that values are in, which is the first of each that has one. */
const UNITS: Readonly<Record<Family, Readonly<Record<string, number>>>> = {
  bytes: { MB: 1e6, kB: 1e3, B: 1, KiB: 1024, MiB: 1024 ** 2 },
  time: { ms: 1, us: 1e-3, µs: 1e-3, s: 1e3 },
  length: { m: 1, cm: 1e-2, mm: 1e-3 },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6 },
  angular: { 'rad/s': 1, 'deg/s': Math.PI / 180 },
  ratio: { x: 1 },
  plain: {},
  count: {},
  laps: {},
};

export function unitsOf({ family }: Metric): string[] {
  return Object.keys(UNITS[family]);
}

/** The factor of a unit to that of the metric's values; null where the metric has no such unit. Case counts only where two units
 *  differ by it. */
export function factorOf({ family }: Metric, unit: string): number | null {
  const units = UNITS[family];
  if (unit in units) return units[unit]!;
  const alike = Object.keys(units).filter((known) => known.toLowerCase() === unit.toLowerCase());
  return alike.length === 1 ? units[alike[0]!]! : null;
}

const DIGITS = 3;

/** A value with its usual unit, as a user reads it. */
export function formatMetric({ family }: Metric, value: number): string {
  const [unit, factor] = Object.entries(UNITS[family])[0] ?? ['', 1];
  const scaled = value / factor;
  if (family === 'count' || family === 'laps') return String(Math.round(scaled));
  const text = String(Number(scaled.toPrecision(DIGITS)));
  return unit === '' || unit === 'x' ? `${text}${unit}` : `${text} ${unit}`;
}

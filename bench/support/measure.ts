import { ascending, mean, median, nearestRank } from '../../src/support/statistics';

/** Times of one thing, milliseconds. */
export interface Measured {
  readonly n: number;
  readonly mean_ms: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

/** Mean and percentiles of measured times.
 *  @throws Error where nothing was measured */
export function summarize(samples_ms: readonly number[]): Measured {
  const sorted = ascending(samples_ms);
  const [mean_ms, p50_ms, p99_ms] = [mean(sorted), nearestRank(sorted, 0.5), nearestRank(sorted, 0.99)];
  if (mean_ms === null || p50_ms === null || p99_ms === null) throw new Error('nothing was measured');
  return { n: sorted.length, mean_ms: round(mean_ms), p50_ms: round(p50_ms), p99_ms: round(p99_ms) };
}

/** Median of measured values.
 *  @throws Error where nothing was measured */
export function medianOf(values: readonly number[]): number {
  const found = median(values);
  if (found === null) throw new Error('nothing was measured');
  return found;
}

/** Mean of measured values.
 *  @throws Error where nothing was measured */
export function meanOf(values: readonly number[]): number {
  const found = mean(values);
  if (found === null) throw new Error('nothing was measured');
  return found;
}

/** Collects times by name, in the order of the names. */
export class Stopwatch {
  readonly #times = new Map<string, number[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) this.#times.set(name, []);
  }

  add(name: string, time_ms: number): void {
    const times = this.#times.get(name);
    if (times === undefined) throw new Error(`${name} is not measured here`);
    times.push(time_ms);
  }

  /** @param skip samples of each name that only warmed up */
  summary(skip = 0): Record<string, Measured> {
    return Object.fromEntries([...this.#times].map(([name, times]) => [name, summarize(times.slice(skip))]));
  }
}

/** One line of JSON, or a line for each name. */
export function printMeasurements(measured: Readonly<Record<string, Measured>>, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    return;
  }
  for (const [name, { n, mean_ms, p50_ms, p99_ms }] of Object.entries(measured)) {
    process.stdout.write(
      `${name.padEnd(52)} p50 ${p50_ms.toFixed(3)} ms  p99 ${p99_ms.toFixed(3)} ms  ` +
        `mean ${mean_ms.toFixed(3)} ms  n ${n}\n`,
    );
  }
}

function round(value: number): number {
  return Number(value.toFixed(4));
}

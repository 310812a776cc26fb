/** What every benchmark needs: arguments, percentiles, printing. */
export interface Measured {
  readonly n: number;
  readonly mean_ms: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

export function argument(name: string): string | null {
  const at = process.argv.indexOf(name);
  return at >= 0 ? (process.argv[at + 1] ?? null) : null;
}

export function flag(name: string): boolean {
  return process.argv.includes(name);
}

export function summary(samples_ms: readonly number[]): Measured {
  if (samples_ms.length === 0) throw new Error('nothing was measured');
  const sorted = [...samples_ms].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { n: sorted.length, mean_ms: round(mean), p50_ms: round(at(0.5)), p99_ms: round(at(0.99)) };
}

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

import { table } from '../../scripts/support/documents';
import { MISSING } from '../../src/measure/report/format';
import type { Panel } from './curves-picture';
import { PROCESSES, type SoakSample } from './soak-drive';
import { judge, type Sample, type Verdict } from './trend';

/** With fewer samples, all of them count. */
const SAMPLES_FOR_FLOORS = 48;

/** A value that must not grow. */
interface Watched {
  readonly title: string;
  readonly unit: string;
  /** Most that it may grow over the second half. */
  readonly bound: number;
  /** Samples of which only the least counts: what is left when garbage was collected. */
  readonly floor: number;
  /** Whether a busy machine makes it grow. */
  readonly latency: boolean;
  readonly process: string;
  readonly key: string;
  readonly of: (sample: SoakSample) => number | null;
}

/** What became of it. */
export interface Judged extends Verdict {
  readonly process: string;
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly latency: boolean;
}

/** Whether memory, handles or latencies grow over the second half of a soak. */
export function judgeSamples(samples: readonly SoakSample[], minutes: number): Judged[] {
  return watchedValues(minutes).map(({ process, key, title, unit, latency, bound, floor, of }) => {
    const points = samples.map((sample): Sample => [sample.minutes, of(sample)]);
    const verdict = judge(points, bound, samples.length >= SAMPLES_FOR_FLOORS ? floor : 1);
    return { process, key, title, unit, latency, ...verdict };
  });
}

/** A panel for each value, a curve for each process. */
export function panels(samples: readonly SoakSample[], minutes: number): Panel[] {
  const found = new Map<string, Panel>();
  for (const { key, title, unit, process, of } of watchedValues(minutes)) {
    const curve = { name: process, points: samples.map((sample): Sample => [sample.minutes, of(sample)]) };
    const panel = found.get(key);
    found.set(key, { title, unit, curves: [...(panel?.curves ?? []), curve] });
  }
  return [...found.values()];
}

/** The verdicts as a table in Markdown. */
export function verdictsTable(judged: readonly Judged[]): string {
  const rows = judged.map(({ process, title, unit, median, growth, bound, grows }) => [
    process,
    `${title}, ${unit}`,
    formatValue(median, unit),
    growth === null ? MISSING : `${growth >= 0 ? '+' : ''}${growth.toFixed(2)}`,
    bound.toFixed(1),
    grows === null ? 'not known' : grows ? '**yes**' : 'no',
  ]);
  return table(['process', 'quantity', 'median of the second half', 'growth in it', 'bound', 'grows'], rows);
}

function formatValue(value: number | null, unit: string): string {
  if (value === null) return MISSING;
  return value.toFixed(unit === 'count' ? (Number.isInteger(value) ? 0 : 1) : 2);
}

/** Bounds are the noise of any run, what a process takes while it settles in its first minutes, and so much an hour. A
 *  message that is kept for each frame would grow by a hundred times that. */
function watchedValues(minutes: number): Watched[] {
  const half_h = minutes / 120;
  const bound = (noise: number, settling: number, an_hour: number) =>
    noise + settling / minutes + an_hour * half_h;
  const memory = (title: string, most: number, floor: number) => ({
    title,
    unit: 'MiB',
    bound: most,
    floor,
    latency: false,
  });
  const count = (title: string) => ({ title, unit: 'count', bound: 0.9, floor: 1, latency: false });
  const latency = (title: string, most_ms: number) => ({
    title,
    unit: 'ms',
    bound: most_ms,
    floor: 1,
    latency: true,
  });
  const ofProcesses = {
    rss_mib: memory('resident memory', bound(8, 60, 8), 1),
    heap_mib: memory('live JavaScript heap', bound(3, 12, 2), 4),
    external_mib: memory('memory outside the heap', bound(4, 12, 2), 4),
    handles: count('open handles'),
    threads: count('threads'),
    loop_p99_ms: latency('event loop delay p99', 5),
  } as const;
  const ofDrive = {
    p50_ms: latency('frame to command p50', 0.3),
    p99_ms: latency('frame to command p99', 3),
  } as const;
  return [
    ...PROCESSES.flatMap((process) =>
      keysOf(ofProcesses).map((key) => ({
        ...ofProcesses[key],
        process,
        key,
        of: (sample: SoakSample) => sample[process][key],
      })),
    ),
    ...keysOf(ofDrive).map((key) => ({
      ...ofDrive[key],
      process: 'node',
      key,
      of: (sample: SoakSample) => sample.drive[key],
    })),
  ];
}

function keysOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[];
}

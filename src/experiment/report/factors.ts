import { groupBy } from '../../measure/report/run';
import { mean } from '../../support/statistics';
import { textOf } from './brain-labels';
import { DEVIATION, readMetric } from './reported-metric';
import { cellsOf, groupByBrain, numberIn, numberOf, PLACE_COLUMNS, type ReportedRun } from './reported-run';
import { type Mean, meanInterval } from './statistics/mean-interval';
import { type Summary, summarizeRuns } from './summary';

/** Something that an experiment varies besides brains and circuits. */
interface FactorKind {
  readonly key: string;
  readonly label: string;
  readonly columns: readonly (typeof PLACE_COLUMNS)[number][];
  /** Null where the level is unknown. */
  readonly levelOf: (run: ReportedRun) => string | null;
  /** The level that others are compared with, where it was driven. */
  readonly usual: string;
}

/** What a level changes for a brain, over runs that differ in nothing else. */
export interface Change {
  /** Conditions driven at both levels. */
  readonly pairs: number;
  /** Of those: failed at this level only, completed at this level only. */
  readonly lost: number;
  readonly gained: number;
  /** Mean change of the share completed, -1 to 1; null without pairs. */
  readonly success: number | null;
  /** Change of the mean lateral deviation where both completed, m. */
  readonly deviation_m: Mean | null;
}

export interface FactorCell {
  readonly level: string;
  readonly summary: Summary;
  /** Null at the level that is compared with. */
  readonly change: Change | null;
}

export interface Factor {
  readonly key: string;
  readonly label: string;
  /** In order: the level that others are compared with first where they are names, else by size. */
  readonly levels: readonly string[];
  readonly reference: string;
  /** By brain, level by level. */
  readonly cells: ReadonlyMap<string, readonly FactorCell[]>;
}

/** The level without image corruption. */
const CLEAR = 'clear';

const COLUMN_KINDS: readonly FactorKind[] = [
  columnKind('camera_rate_hz', 'camera rate (Hz)', '20'),
  columnKind('latency_ms', 'latency (ms)', '5'),
  columnKind('direction', 'direction', 'forward'),
  { ...columnKind('start', 'start', 'default'), levelOf: startOf },
  columnKind('car', 'car', ''),
];

function columnKind(column: (typeof PLACE_COLUMNS)[number], label: string, usual: string): FactorKind {
  return { key: column, label, columns: [column], levelOf: ({ row }) => textOf(row, column), usual };
}

/** Poses that were drawn are one level. */
function startOf({ row }: ReportedRun): string | null {
  const name = textOf(row, 'start');
  return name?.startsWith('random') ? 'random' : name;
}

/** Image corruption, with its strength unless all are as `--image-transform` applies them. */
function corruptionKind(runs: readonly ReportedRun[]): FactorKind {
  const hasStrengths = runs.some(({ row }) => ![null, 0, 1].includes(numberOf(row, 'corruption_strength')));
  return {
    key: 'corruption',
    label: 'image corruption',
    columns: ['corruption', 'corruption_strength'],
    levelOf: ({ row }) => {
      const name = textOf(row, 'corruption');
      if (name === null || row.corruption_strength === 0) return CLEAR;
      return hasStrengths ? `${name} ${textOf(row, 'corruption_strength') ?? '1'}` : name;
    },
    usual: CLEAR,
  };
}

/** The effect of each factor that has at least two levels. */
export function analyseFactors(runs: readonly ReportedRun[], brains: readonly string[]): Factor[] {
  const driven = runs.filter(({ isFault }) => !isFault);
  return [corruptionKind(runs), ...COLUMN_KINDS].flatMap((kind) => {
    const byLevel = groupLevels(driven, kind);
    if (byLevel.size < 2 || byLevel.size > MAX_LEVELS) return [];
    const reference = chooseReference(byLevel, kind.usual);
    const levels = sortLevels([...byLevel.keys()], reference);
    const keyOf = pairKeys(kind);
    const byBrain = new Map(levels.map((level) => [level, groupByBrain(byLevel.get(level)!)]));
    const cells = brains.map((brain) => {
      const base = groupBy(byBrain.get(reference)!.get(brain) ?? [], keyOf);
      return [
        brain,
        levels.flatMap((level): FactorCell[] => {
          const at = byBrain.get(level)!.get(brain);
          if (at === undefined) return [];
          const change = level === reference ? null : compareLevels(base, groupBy(at, keyOf));
          return [{ level, summary: summarizeRuns(brain, null, at, [DEVIATION]), change }];
        }),
      ] as const;
    });
    return [{ key: kind.key, label: kind.label, levels, reference, cells: new Map(cells) }];
  });
}

/** Runs by level; those of an unknown level are left out. */
function groupLevels(runs: readonly ReportedRun[], { levelOf }: FactorKind): Map<string, ReportedRun[]> {
  const groups = new Map<string, ReportedRun[]>();
  for (const [level, own] of groupBy(runs, levelOf)) {
    if (level !== null) groups.set(level, own);
  }
  return groups;
}

/** More levels than this are no factor but a sample. */
const MAX_LEVELS = 20;

function chooseReference(byLevel: ReadonlyMap<string, readonly ReportedRun[]>, usual: string): string {
  if (byLevel.has(usual)) return usual;
  return [...byLevel].reduce((most, level) => (level[1].length > most[1].length ? level : most))[0];
}

/** Numbers by size; names with the reference first, then in order. */
function sortLevels(levels: readonly string[], reference: string): string[] {
  if (levels.every((level) => Number.isFinite(Number(level)))) {
    return [...levels].sort((a, b) => Number(a) - Number(b));
  }
  const others = levels.filter((level) => level !== reference);
  return [reference, ...others.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))];
}

/** Everything that was asked for but the factor and the brain, as text: equal for runs that make a pair. */
function pairKeys({ columns }: FactorKind): (run: ReportedRun) => string {
  const others = PLACE_COLUMNS.filter((column) => !columns.includes(column));
  /** By place, and by what is left of it without the factor. */
  const [byPlace, byRest] = [new Map<number, number>(), new Map<string, number>()];
  return (run) => {
    const known = byPlace.get(run.place);
    const rest = known ?? numberIn(byRest, cellsOf(run.row, others));
    if (known === undefined) byPlace.set(run.place, rest);
    return `${rest} ${run.seed}`;
  };
}

function compareLevels(
  base: ReadonlyMap<string, readonly ReportedRun[]>,
  at: ReadonlyMap<string, readonly ReportedRun[]>,
): Change {
  const seen = new Set<string>();
  const pairs = [...at].flatMap(([key, runs]) => {
    const before = base.get(key);
    if (before === undefined) return [];
    // In lockstep a pair that differs in its seed only, and drives exactly the same, is the same pair.
    const identity = `${runs[0]!.fingerprint} ${before[0]!.fingerprint} ${runs[0]!.place}`;
    const isCopy = [...runs, ...before].every(({ row }) => row.world === 'lockstep') && seen.has(identity);
    seen.add(identity);
    return isCopy ? [] : [{ before: levelScore(before), after: levelScore(runs) }];
  });
  const changes = pairs.map(({ before, after }) => after.success - before.success);
  return {
    pairs: pairs.length,
    lost: changes.filter((change) => change < 0).length,
    gained: changes.filter((change) => change > 0).length,
    success: mean(changes),
    deviation_m: meanInterval(
      pairs.flatMap(({ before, after }) =>
        before.deviation_m === null || after.deviation_m === null
          ? []
          : [after.deviation_m - before.deviation_m],
      ),
    ),
  };
}

function levelScore(runs: readonly ReportedRun[]) {
  const completed = runs.filter((run) => run.completed);
  const values = completed.map((run) => readMetric(DEVIATION, run)).filter((value) => value !== null);
  return { success: completed.length / runs.length, deviation_m: mean(values) };
}

import { groupBy } from '../../measure/report/run';
import { DEFAULT_CAMERA_TIMING } from '../../world/simulator/camera-timing';
import { textOf } from '../report/brain-labels';
import { isFault } from '../report/outcomes';
import { numberOf } from '../report/reported-run';
import type { RunRow } from '../run/run-row';
import { SCORE_PARTS, type ScorePart, type ScoreSettings } from './score-settings';

/** A run of a suite that has a result, with what it is part of. */
export interface SuiteRun {
  readonly part: string;
  /** Null under usual conditions. */
  readonly factor: string | null;
  readonly row: RunRow;
}

/** What a brain kept at one level of a factor, 0 to 1. */
export interface LevelScore {
  readonly factor: string;
  readonly level: string;
  readonly runs: number;
  readonly completed: number;
  readonly value: number;
}

/** What a brain came to under usual conditions, for a reader; means are over the runs that it completed. */
export interface SuiteFigures {
  readonly runs: number;
  readonly completed: number;
  readonly position_deviation_mean_m: number | null;
  readonly average_speed_mps: number | null;
  readonly wall_contacts: number | null;
  readonly lines_lost: number | null;
}

/** The score of one brain. Without every run of the suite it has none. */
export interface SuiteScore {
  /** 0 to 100. */
  readonly score: number | null;
  /** Each from 0 to 1. */
  readonly parts: Readonly<Record<ScorePart, number | null>>;
  /** By factor, 0 to 1. */
  readonly robustness: Readonly<Record<string, number | null>>;
  readonly levels: readonly LevelScore[];
  /** By part of the suite that is driven under usual conditions. */
  readonly clear: Readonly<Record<string, SuiteFigures>>;
  /** Why there is no score; null where there is one. */
  readonly missing: string | null;
}

/** What a run is worth, each from 0 to 1. */
interface Points {
  readonly success: number;
  /** Null where a completed run lacks the metric. */
  readonly deviation: number | null;
  readonly speed: number | null;
  readonly infractions: number | null;
}

const NOTHING: Points = { success: 0, deviation: 0, speed: 0, infractions: 0 };
/** What is left of a run's points after an infraction. */
const KEPT_AFTER_INFRACTION = 0.5;

/**
 * Scores one brain (docs/suite.md).
 * @param runs those that have a result
 * @param planned how many runs the suite has for each brain
 */
export function scoreBrain(runs: readonly SuiteRun[], planned: number, settings: ScoreSettings): SuiteScore {
  const missing = whyNoScore(runs, planned);
  const known = runs.filter(({ row }) => !isFault(textOf(row, 'outcome') ?? 'fault'));
  const clear = known.filter(({ factor }) => factor === null);
  const levels = scoreLevels(known, settings);
  const factors = groupBy(levels, ({ factor }) => factor);
  const all = missing === null;
  const robustness = Object.fromEntries(
    [...new Set(runs.flatMap(({ factor }) => (factor === null ? [] : [factor])))].map((factor) => [
      factor,
      all ? meanOf((factors.get(factor) ?? []).map(({ value }) => value)) : null,
    ]),
  );
  const parts: Record<ScorePart, number | null> = {
    success: all ? meanByCircuit(clear, (row) => pointsOf(row, settings).success) : null,
    deviation: all ? meanByCircuit(clear, (row) => pointsOf(row, settings).deviation) : null,
    speed: all ? meanByCircuit(clear, (row) => pointsOf(row, settings).speed) : null,
    infractions: all ? meanByCircuit(clear, (row) => pointsOf(row, settings).infractions) : null,
    robustness: all ? meanOf(Object.values(robustness)) : null,
  };
  const score = weigh(parts, settings);
  return {
    score,
    parts,
    robustness,
    levels,
    clear: Object.fromEntries(
      [...groupBy(clear, ({ part }) => part)].map(([part, own]) => [part, figuresOf(own, settings)]),
    ),
    missing: missing ?? (score === null ? 'a run that completed lacks a metric' : null),
  };
}

function whyNoScore(runs: readonly SuiteRun[], planned: number): string | null {
  const faults = runs.filter(({ row }) => isFault(textOf(row, 'outcome') ?? 'fault')).length;
  const absent = planned - runs.length;
  const reasons = [
    ...(absent > 0 ? [`${absent} of ${planned} runs are missing`] : []),
    ...(faults > 0 ? [`${faults} of ${planned} runs ended by a fault`] : []),
  ];
  return reasons.length === 0 ? null : reasons.join(', ');
}

function weigh(parts: SuiteScore['parts'], { weights }: ScoreSettings): number | null {
  let sum = 0;
  for (const part of SCORE_PARTS) {
    const value = parts[part];
    if (weights[part] === 0) continue;
    if (value === null) return null;
    sum += weights[part] * value;
  }
  return 100 * sum;
}

/** Points of a run; none for what it did not drive. */
function pointsOf(row: RunRow, settings: ScoreSettings): Points {
  if (row.outcome !== 'completed') return NOTHING;
  const deviation_m = numberOf(row, 'position_deviation_mean_m');
  const speed_mps = numberOf(row, 'average_speed_mps');
  const infractions = infractionsOf(row, settings);
  const { half_points_deviation_m: half_m, full_points_speed_mps: full_mps } = settings;
  return {
    success: 1,
    deviation: deviation_m === null ? null : half_m / (half_m + deviation_m),
    speed: speed_mps === null ? null : Math.min(1, Math.max(0, speed_mps / full_mps)),
    infractions: infractions === null ? null : KEPT_AFTER_INFRACTION ** infractions,
  };
}

/** Wall contacts, and one where the line was lost. */
function infractionsOf(row: RunRow, settings: ScoreSettings): number | null {
  const contacts = numberOf(row, 'wall_contacts');
  const lost = hasLostLine(row, settings);
  return contacts === null || lost === null ? null : contacts + (lost ? 1 : 0);
}

function hasLostLine(row: RunRow, { line_lost_m: lost_m }: ScoreSettings): boolean | null {
  const farthest_m = numberOf(row, 'position_deviation_max_m');
  return farthest_m === null ? null : farthest_m > lost_m;
}

/** At each level the points that are left after infractions, every circuit counting the same. */
function scoreLevels(runs: readonly SuiteRun[], settings: ScoreSettings): LevelScore[] {
  const varied = runs.filter(({ factor }) => factor !== null);
  return [...groupBy(varied, ({ factor }) => factor!)].flatMap(([factor, own]) =>
    [...groupBy(own, ({ row }) => levelOf(row))].flatMap(([level, at]) => {
      const value = meanByCircuit(at, (row) => pointsOf(row, settings).infractions);
      const completed = at.filter(({ row }) => row.outcome === 'completed').length;
      return value === null ? [] : [{ factor, level, runs: at.length, completed, value }];
    }),
  );
}

/** What is unusual about a run: `rain 2`, `10 Hz`, `150 ms`. */
export function levelOf(row: RunRow): string {
  const corruption = textOf(row, 'corruption');
  const strength = textOf(row, 'corruption_strength');
  const rate_hz = numberOf(row, 'camera_rate_hz');
  const latency_ms = numberOf(row, 'latency_ms');
  const timing = [
    ...(rate_hz === null || rate_hz === DEFAULT_CAMERA_TIMING.rate_hz ? [] : [`${rate_hz} Hz`]),
    ...(latency_ms === null || latency_ms === DEFAULT_CAMERA_TIMING.latency_ms ? [] : [`${latency_ms} ms`]),
  ];
  const known = [...(corruption === null ? [] : [`${corruption} ${strength ?? '1'}`]), ...timing];
  return known.length > 0 ? known.join(', ') : (textOf(row, 'camera_timing') ?? 'usual');
}

function figuresOf(runs: readonly SuiteRun[], settings: ScoreSettings): SuiteFigures {
  const rows = runs.map(({ row }) => row);
  const completed = rows.filter(({ outcome }) => outcome === 'completed');
  return {
    runs: rows.length,
    completed: completed.length,
    position_deviation_mean_m: meanOf(completed.map((row) => numberOf(row, 'position_deviation_mean_m'))),
    average_speed_mps: meanOf(completed.map((row) => numberOf(row, 'average_speed_mps'))),
    wall_contacts: sumOf(rows.map((row) => numberOf(row, 'wall_contacts'))),
    lines_lost: sumOf(
      completed.map((row) => {
        const lost = hasLostLine(row, settings);
        return lost === null ? null : Number(lost);
      }),
    ),
  };
}

/** Every circuit counts the same, however often it was driven. */
function meanByCircuit(runs: readonly SuiteRun[], of: (row: RunRow) => number | null): number | null {
  const byCircuit = groupBy(runs, ({ row }) => textOf(row, 'circuit') ?? '');
  return meanOf([...byCircuit.values()].map((own) => meanOf(own.map(({ row }) => of(row)))));
}

/** Null without values, and where one is missing. */
function meanOf(values: readonly (number | null)[]): number | null {
  const sum = sumOf(values);
  return sum === null || values.length === 0 ? null : sum / values.length;
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFault } from './report/outcomes';
import type { PlannedRun } from './run/planned-run';
import { rowOf } from './run/run-row';
import {
  compareRun,
  type Difference,
  describeOtherMachine,
  differingScores,
  plannedRunsOf,
  requireSuite,
} from './suite/check-result';
import { findBrains } from './suite/find-brains';
import { planSuite } from './suite/plan-suite';
import { sample } from './suite/sample';
import { readSuite } from './suite/suite-file';
import type { SuiteResult, SuiteRunResult } from './suite/suite-result';
import { thisMachine } from './work/machine';
import { RunPool } from './work/run-pool';

export interface VerifySuiteOptions {
  readonly result: SuiteResult;
  /** Of the result, for errors. */
  readonly file: string;
  /** Name or file of the suite; null for the one that the result names. */
  readonly suite: string | null;
  /** Brains of the result, where they are here: runs of others are left out. Null for all, from where the result has them. */
  readonly brains: readonly string[] | null;
  /** How many of its runs are driven again; null for all. */
  readonly size: number | null;
  /** Which they are. */
  readonly seed: number;
  /** How many at once. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** After each run. */
  readonly onCompared: (compared: ComparedRun, done: number, all: number) => void;
  /** Drives the runs. Default: processes. */
  readonly pool?: Pick<RunPool, 'drive' | 'close'>;
}

/** A run of the result that was driven again. */
export interface ComparedRun {
  readonly run: SuiteRunResult;
  /** Empty where it came to the same, bit for bit. */
  readonly differences: readonly Difference[];
  /** Why it has no result here; null where it has one. */
  readonly fault: string | null;
}

export interface SuiteVerification {
  readonly compared: readonly ComparedRun[];
  /** Scores that the runs of the result do not come to. */
  readonly scores: readonly Difference[];
  /** What may let figures differ though nothing is wrong: another version, another processor. One line each. */
  readonly remarks: readonly string[];
  /** Whether nothing differs. */
  readonly same: boolean;
}

/**
 * Drives a sample of the runs of a suite's result again, and compares every figure exactly.
 * @throws ConfigurationError before the first run: another suite, or another brain, model or card
 * @throws the reason of its signal where that is aborted
 */
export async function verifySuite(options: VerifySuiteOptions): Promise<SuiteVerification> {
  const { result, file, size, seed, workers } = options;
  const suite = readSuite(options.suite ?? result.suite.name);
  requireSuite(result, suite, file);
  const planned = await planSuite(suite, options.brains ?? findMeasured(result, file));
  const all = plannedRunsOf(result, planned, options.brains !== null, file);
  const driven = all.filter(({ run }) => !isFault(String(run.figures.outcome ?? 'fault')));
  const chosen = sample(driven, size ?? driven.length, seed);
  const pool = options.pool ?? new RunPool({ slots: workers });
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-verify-'));
  try {
    const compared = await compareRuns(chosen, { ...options, pool, folder });
    const scores = differingScores(result, suite);
    const { node_version: node, cpu } = thisMachine();
    return {
      compared,
      scores,
      remarks: describeOtherMachine(result, { node, cpu }),
      same: scores.length === 0 && compared.every((one) => isSame(one)),
    };
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function isSame({ differences, fault }: ComparedRun): boolean {
  return differences.length === 0 && fault === null;
}

/** A run to compare. */
interface Chosen {
  readonly run: SuiteRunResult;
  readonly planned: PlannedRun;
}

interface CompareContext extends VerifySuiteOptions {
  readonly pool: Pick<RunPool, 'drive' | 'close'>;
  readonly folder: string;
}

/** The brains that were measured, where they are here. */
function findMeasured({ brains, brains_asked }: SuiteResult, file: string): string[] {
  const hashes = brains.flatMap(({ brain_sha256, model_sha256 }) => [brain_sha256, model_sha256]);
  return findBrains(brains_asked, file, new Set(hashes.filter((hash) => hash !== null)));
}

/** As many at once as there are workers; the comparisons are in the order of the runs. */
async function compareRuns(chosen: readonly Chosen[], context: CompareContext): Promise<ComparedRun[]> {
  const compared: ComparedRun[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let i = next++; i < chosen.length; i = next++) {
      compared[i] = await compareOne(chosen[i]!, context);
      context.onCompared(compared[i]!, ++done, chosen.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(context.workers, chosen.length) }, work));
  return compared;
}

async function compareOne(
  { run, planned }: Chosen,
  { pool, folder, signal }: CompareContext,
): Promise<ComparedRun> {
  signal.throwIfAborted();
  const own = mkdtempSync(path.join(folder, 'run-'));
  const found = await pool.drive(planned, own, signal).catch((error: unknown) => {
    // The reason says that it was the user.
    signal.throwIfAborted();
    throw error;
  });
  rmSync(own, { recursive: true, force: true });
  if (found.outcome === 'fault') {
    return { run, differences: [], fault: found.detail ?? 'no reason given' };
  }
  return { run, differences: compareRun(run, rowOf(found)), fault: null };
}

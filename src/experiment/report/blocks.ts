import { groupBy } from '../../measure/report/run';
import { isLockstep, type ReportedRun } from './reported-run';

/** What one brain did under one condition. */
export interface BlockResult {
  /** Without faults. More than one where the same condition was driven repeatedly. */
  readonly runs: readonly ReportedRun[];
  /** Share of the runs that completed, 0 to 1. */
  readonly success: number;
  /** Equal for results that drove exactly the same. */
  readonly variant: number;
}

/** A condition: a place and a seed, with the result of each brain that drove it. */
export interface Block {
  readonly place: string;
  readonly course: string;
  /** Whether equal results are one result, seen again. */
  readonly isLockstep: boolean;
  readonly results: ReadonlyMap<string, BlockResult>;
}

/** The conditions of the runs, those of one place next to each other. Faults are left out. */
export function groupBlocks(runs: readonly ReportedRun[]): Block[] {
  const driven = runs.filter(({ isFault }) => !isFault);
  const variants = new Map<string, number>();
  const variantOf = (own: readonly ReportedRun[]) => {
    const print = own.map(({ fingerprint }) => fingerprint).join();
    const variant = variants.get(print) ?? variants.size;
    variants.set(print, variant);
    return variant;
  };
  return [...groupBy(driven, ({ place }) => place).values()].flatMap((ofPlace) =>
    [...groupBy(ofPlace, ({ seed }) => seed).values()].map((members): Block => {
      const [first] = members;
      return {
        place: first!.place,
        course: first!.course,
        isLockstep: isLockstep(first!.row),
        results: new Map(
          [...groupBy(members, ({ brain }) => brain)].map(([brain, own]) => [
            brain,
            resultOf(own, variantOf(own)),
          ]),
        ),
      };
    }),
  );
}

function resultOf(runs: readonly ReportedRun[], variant: number): BlockResult {
  return {
    runs,
    success: runs.filter(({ completed }) => completed).length / runs.length,
    variant,
  };
}

/**
 * The blocks that all of these brains drove. In lockstep, seeds that change nothing for any of them give the same block again;
 * it counts once.
 */
export function commonBlocks(blocks: readonly Block[], brains: readonly string[]): Block[] {
  let at: string | null = null;
  let seen = new Set<string>();
  return blocks.filter(({ place, isLockstep, results }) => {
    if (!brains.every((brain) => results.has(brain))) return false;
    if (!isLockstep) return true;
    // Blocks of one place are next to each other.
    if (at !== place) seen = new Set();
    at = place;
    const variants = brains.map((brain) => results.get(brain)!.variant).join();
    if (seen.has(variants)) return false;
    seen.add(variants);
    return true;
  });
}

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
  readonly place: number;
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
            {
              runs: own,
              success: own.filter(({ completed }) => completed).length / own.length,
              variant: variantOf(own),
            },
          ]),
        ),
      };
    }),
  );
}

/** Places in `blocks` of the conditions that some brains all drove. */
export type CommonBlocks = (brains: readonly string[]) => readonly number[];

/**
 * Finds the blocks that some brains all drove. In lockstep, seeds that change nothing for any of them give the same block again;
 * it counts once.
 */
export function indexBlocks(blocks: readonly Block[]): CommonBlocks {
  const variants = new Map<string, Int32Array>();
  blocks.forEach(({ results }, at) => {
    for (const [brain, { variant }] of results) {
      const own = variants.get(brain) ?? new Int32Array(blocks.length).fill(MISSING);
      own[at] = variant;
      variants.set(brain, own);
    }
  });
  // Blocks of one place are next to each other; only where there are several can one be another one again.
  const starts = blocks.map(({ place }, at) => at === 0 || blocks[at - 1]!.place !== place);
  const canRepeat = blocks.map(
    ({ isLockstep }, at) => isLockstep && !(starts[at] && (starts[at + 1] ?? true)),
  );
  const known = new Map<string, readonly number[]>();
  return (brains) => {
    const all = brains.map((brain) => variants.get(brain));
    if (all.some((own) => own === undefined)) return [];
    const asked = JSON.stringify(brains);
    const common = known.get(asked) ?? findCommon(all as Int32Array[], starts, canRepeat);
    known.set(asked, common);
    return common;
  };
}

const MISSING = -1;

function findCommon(
  all: readonly Int32Array[],
  starts: readonly boolean[],
  canRepeat: readonly boolean[],
): number[] {
  const common: number[] = [];
  /** Those at the present place. */
  let first = 0;
  for (let at = 0; at < starts.length; at++) {
    if (starts[at]) first = common.length;
    if (all.some((own) => own[at] === MISSING)) continue;
    if (canRepeat[at] && isAmong(all, common, first, at)) continue;
    common.push(at);
  }
  return common;
}

/** Whether a block is as an earlier one for each brain. */
function isAmong(all: readonly Int32Array[], common: readonly number[], first: number, at: number): boolean {
  for (let i = first; i < common.length; i++) {
    if (all.every((own) => own[at] === own[common[i]!])) return true;
  }
  return false;
}

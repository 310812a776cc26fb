import { existsSync } from 'node:fs';
import path from 'node:path';
import { analyseExperiment } from '../experiment/report/analysis';
import type { ReportedRun } from '../experiment/report/reported-run';
import { type ExplainedRun, listFarthest, type WorstMoments } from '../experiment/report/worst-moments';
import type { PlannedRun } from '../experiment/run/planned-run';
import type { RunRow } from '../experiment/run/run-row';
import { RUNS_FOLDER } from '../experiment/store/layout';
import { bagsBelow } from '../experiment/store/prune';
import { readResult } from '../experiment/store/run-files';
import { drawMoments, type ExplainListener, MOST_RUNS } from './report-moments';

/** Runs of a brain that are looked at, the farthest from the line first: runs of one experiment record the same. */
const MOST_TRIED = 5;

/** The folder of an experiment with its rows. */
export interface StoredRows {
  readonly folder: string;
  readonly rows: readonly RunRow[];
}

interface Recorded {
  readonly run: ReportedRun;
  readonly planned: PlannedRun;
  readonly bag: string;
}

/**
 * The worst moments of an experiment: of each brain with a network, those of the run that was farthest from the line among the
 * runs with camera images.
 * @param rows of all folders
 * @param count of moments of each run
 * @returns null where no network drove
 */
export async function explainExperiment(
  stored: readonly StoredRows[],
  rows: readonly RunRow[],
  count: number,
  { onProgress, onFailed }: ExplainListener,
): Promise<WorstMoments | null> {
  const candidates = listFarthest(analyseExperiment(rows));
  if (count === 0 || candidates.length === 0) return null;
  const folders = new Map(stored.flatMap((store) => store.rows.map((row) => [row, store.folder] as const)));
  const recorded = candidates
    .map((own) => findRecorded(own, folders))
    .filter((found) => found !== null)
    .slice(0, MOST_RUNS);
  if (recorded.length === 0) return { runs: [], missing: MISSING };
  const runs: ExplainedRun[] = [];
  for (const [i, { run, planned, bag }] of recorded.entries()) {
    onProgress(i / recorded.length, run.name);
    const { file } = planned.circuit;
    const driven = {
      model: planned.model?.name ?? null,
      model_sha256: planned.model?.sha256 ?? null,
      model_path: planned.model?.path ?? null,
    };
    const found = await drawMoments(bag, driven, onFailed, {
      count,
      title: `${run.brain} on ${run.course}`,
      ...(file !== null && existsSync(file.path) ? { circuit: file.path } : {}),
    });
    runs.push({ run, found });
  }
  return { runs, missing: null };
}

const MISSING = `of the ${MOST_TRIED} runs of each network that were farthest from the line, none has a bag with camera images here; an experiment records them with record: {bag: true, images: jpeg}`;

function findRecorded(runs: readonly ReportedRun[], folders: ReadonlyMap<RunRow, string>): Recorded | null {
  for (const run of runs.slice(0, MOST_TRIED)) {
    const folder = path.join(folders.get(run.row)!, RUNS_FOLDER, String(run.row.folder));
    const result = readResult(folder);
    if (result === null) continue;
    // Of a run that was added from elsewhere nobody knows what it recorded.
    const mayHaveImages = result.run.record.images !== 'none' || result.added_from !== undefined;
    const bag = mayHaveImages ? bagsBelow(folder).find((file) => file.endsWith('.bag')) : undefined;
    if (bag !== undefined) return { run, planned: result.run, bag };
  }
  return null;
}

import type { RunRow } from '../run/run-row';
import type { ExperimentReportOptions, WrittenExperimentReport } from './report-files';

/**
 * Writes what an experiment ends with: report.html, report.json, charts/ and tables/. Files of an earlier report of the same
 * folder are overwritten.
 * @param rows of the table of runs, finished ones only
 * @param folder is made where it is missing
 */
export async function writeExperimentReport(
  rows: readonly RunRow[],
  folder: string,
  options: ExperimentReportOptions = {},
): Promise<WrittenExperimentReport> {
  return loadWriter().writeReportFiles(rows, folder, options);
}

/** Loaded when it is needed: the charting library takes a quarter of a second that no other command has to wait for. */
function loadWriter(): typeof import('./report-files') {
  return require('./report-files');
}

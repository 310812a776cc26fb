import { existsSync } from 'node:fs';
import path from 'node:path';
import { count } from '../../support/count';
import { labelBrains } from '../report/brain-labels';
import type { ReportSection } from '../report/report-section';
import type { RunRow } from '../run/run-row';
import { readSuiteResult } from './result-file';
import { idOf, measuredBrain, SUITE_RESULT_FILE, type SuiteResult } from './suite-result';
import { buildSuiteSection } from './suite-section';

/** The runs of a folder. */
export interface StoredRows {
  readonly folder: string;
  readonly rows: readonly RunRow[];
}

/** The scores that the folder of a suite has. */
export interface StoredSuite {
  /** With the brains as a report over all folders names them. */
  readonly result: SuiteResult;
  readonly section: ReportSection;
  /** Runs of the suite that the result does not have, in words; null where it has all. */
  readonly missing: string | null;
}

/**
 * Reads the results of suites from the folders that a report is about, in their order; other folders are passed over.
 * @param unread is called with the reason where a result cannot be read
 */
export function readStoredSuites(
  folders: readonly StoredRows[],
  unread: (reason: unknown) => void,
): StoredSuite[] {
  const labels = labelMeasured(folders.flatMap(({ rows }) => rows));
  const suites: StoredSuite[] = [];
  for (const { folder, rows } of folders) {
    if (!existsSync(path.join(folder, SUITE_RESULT_FILE))) continue;
    try {
      const read = readSuiteResult(folder);
      const brains = read.brains.map((brain) => ({
        ...brain,
        brain: labels.get(idOf(brain)) ?? brain.brain,
      }));
      const result = { ...read, brains };
      const missing = describeMissing(read, rows);
      const section = buildSuiteSection(result);
      const notes = missing === null ? section.notes : [...section.notes, missing];
      suites.push({ result, section: numbered({ ...section, notes }, suites.length + 1, folder), missing });
    } catch (error) {
      unread(error);
    }
  }
  return suites;
}

/** Labels by what drove; without those that drove under several, with other providers for example. */
function labelMeasured(rows: readonly RunRow[]): Map<string, string> {
  const labels = new Map<string, string>();
  const several = new Set<string>();
  labelBrains(rows).forEach((label, i) => {
    const id = idOf(measuredBrain(rows[i]!));
    if ((labels.get(id) ?? label) !== label) several.add(id);
    labels.set(id, label);
  });
  for (const id of several) labels.delete(id);
  return labels;
}

function describeMissing({ suite, runs }: SuiteResult, rows: readonly RunRow[]): string | null {
  const keys = new Set(runs.map(({ key }) => key));
  const own = rows.filter(({ experiment }) => experiment === `suite-${suite.name}`);
  const missing = own.filter(({ key }) => !keys.has(String(key))).length;
  if (missing === 0) return null;
  return `${count(missing, 'run')} of the folder ${missing === 1 ? 'is' : 'are'} not in ${SUITE_RESULT_FILE}: driven since it was written, or by brains that it does not have. \`f1-brain experiment suite --resume\` writes it again.`;
}

/** A second section of a report must not take the place of the first. */
function numbered(section: ReportSection, number: number, folder: string): ReportSection {
  if (number === 1) return section;
  return {
    ...section,
    id: `${section.id}-${number}`,
    title: `${section.title} in ${folder}`,
    charts: section.charts.map((chart) => ({ ...chart, name: `${chart.name}-${number}` })),
    tables: section.tables.map((table) => ({ ...table, name: `${table.name}-${number}` })),
  };
}

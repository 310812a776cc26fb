import type { Chart } from '../../measure/report/charts/chart';
import type { Table } from '../../measure/report/tables';

/** Something that a report has before its ranking. */
export interface ReportSection {
  /** Of the page's anchor. */
  readonly id: string;
  readonly title: string;
  /** How to read it, one sentence each. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}

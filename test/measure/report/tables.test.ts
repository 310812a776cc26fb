import type { MetricNote } from '../../../src/measure/metrics/note';
import type { ReportRun } from '../../../src/measure/report/run';
import { formatCsv, formatMarkdown } from '../../../src/measure/report/table-files';
import {
  buildBehaviorMetricsTable,
  buildFailedTable,
  buildNotesTable,
  buildRunsTable,
} from '../../../src/measure/report/tables';
import { syntheticMeasurement } from '../../helpers/measurement';
import { reportRuns } from '../../helpers/report-runs';

async function runs() {
  return reportRuns([
    await syntheticMeasurement({ seed: 1, weave_m: 0.2 }),
    await syntheticMeasurement({ seed: 2, weave_m: 0.1 }),
    await syntheticMeasurement({ seed: 3, weave_m: 0.01, share: 0.3, leaves: true }),
    await syntheticMeasurement({ seed: 4, weave_m: 0.05, circuit: 'nurburgring_line' }),
  ]);
}

const cells = async (key: string) => {
  const table = buildRunsTable(await runs());
  const column = table.columns.findIndex((candidate) => candidate.key === key);
  return table.rows.map((row) => row[column]!);
};

test('the best run of a circuit is marked, but never a partial run or a single one', async () => {
  expect((await cells('position_deviation_mean_m')).map(({ best }) => best)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  // The partial run was as fast while it lasted.
  expect((await cells('average_speed_mps'))[2]!.best).toBe(false);
});

test('runs of different worlds are not compared', async () => {
  const all = await runs();
  const overRos = [0, 3].map((i) => ({
    ...all[i]!,
    measurement: { ...all[i]!.measurement, identity: { ...all[i]!.measurement.identity, world: 'ros' } },
  }));
  const best = (rivals: readonly ReportRun[]) => {
    const table = buildRunsTable(rivals);
    const column = table.columns.findIndex(({ key }) => key === 'position_deviation_mean_m');
    return table.rows.map((row) => row[column]!.best);
  };
  expect(best([all[0]!, all[1]!])).toEqual([false, true]);
  expect(best([overRos[0]!, all[1]!])).toEqual([false, false]);
});

test('a missing metric is a dash with its reason, and an empty cell in CSV', async () => {
  const missing = (await cells('position_deviation_mean_m'))[2]!;
  expect(missing).toMatchObject({
    text: '–',
    value: null,
    reason: expect.stringContaining('left the track'),
  });
  const csv = formatCsv(buildRunsTable(await runs()));
  const header = csv.split('\n')[0]!.split(',');
  expect(header).toContain('position_deviation_mean_m');
  const third = csv.split('\n')[3]!.split(',');
  expect(third[header.indexOf('position_deviation_mean_m')]).toBe('');
  expect(third[header.indexOf('off_track_events')]).toBe('1');
});

test('markup in names is escaped in Markdown, and the best values are bold', async () => {
  const [first, second] = await runs();
  const label = 'a|b <i>_x_';
  const markdown = formatMarkdown(buildRunsTable([{ ...first!, label }, second!]));
  expect(markdown).toContain('a\\|b \\<i>\\_x\\_');
  expect(markdown).toMatch(/\*\*0\.\d{4}\*\*/);
  expect(markdown).toContain('lap time (s) ↓');
  const widths = markdown.split('\n').filter((line) => line.startsWith('|'));
  const columns = new Set(widths.map((line) => line.replaceAll('\\|', '').split('|').length));
  expect(columns.size).toBe(1);
});

test("BehaviorMetrics' metrics keep their names", async () => {
  const table = buildBehaviorMetricsTable(await runs());
  expect(table.columns.map(({ key }) => key)).toContain('position_deviation_mae');
  expect(table.rows).toHaveLength(4);
});

test("runs are compared by the corrected deviation; BehaviorMetrics' table keeps the original one", async () => {
  const [forward, , crashed] = await runs();
  const theirs = (run: ReportRun, mae: number, corrected: Record<string, number>, notes: MetricNote[]) => ({
    ...run,
    measurement: {
      ...run.measurement,
      behaviorMetrics: {
        metrics: { ...run.measurement.behaviorMetrics.metrics, position_deviation_mae: mae },
        corrected,
        notes,
      },
    },
  });
  const against = { figure: 'position_deviation_mae', reason: 'driven against the order of the perfect lap' };
  const drives = [
    theirs(forward!, 235.9, { position_deviation_mae: 1.03 }, [against]),
    theirs(crashed!, 253.8, { position_deviation_mae: 253.8 }, []),
  ];
  const table = buildRunsTable(drives);
  const column = table.columns.findIndex(({ key }) => key === 'position_deviation_mae_corrected');
  const [reversed, broken] = table.rows.map((row) => row[column]!);
  expect(reversed).toMatchObject({ value: 1.03, reason: null });
  expect(broken).toMatchObject({ text: '–', reason: expect.stringContaining('left the track') });
  const raw = buildBehaviorMetricsTable(drives);
  const rawColumn = raw.columns.findIndex(({ key }) => key === 'position_deviation_mae');
  expect(raw.rows.map((row) => row[rawColumn]!.value)).toEqual([235.9, 253.8]);
});

test('a note is listed once, with all its metrics and runs', async () => {
  const notes = ['inference_time_ms', 'gpu_inference'].map((figure) => ({ figure, reason: 'no network' }));
  const [first, second, third] = (await runs()).map((run) => ({
    ...run,
    measurement: { ...run.measurement, notes },
  }));
  const other = { figure: null, reason: 'cut off' };
  const last = { ...third!, measurement: { ...third!.measurement, notes: [...notes, other] } };
  const rows = buildNotesTable([first!, second!, last]).rows.map((row) => row.map(({ value }) => value));
  expect(rows).toEqual([
    ['1, 2, 3', 'inference_time_ms, gpu_inference', 'no network'],
    ['3', null, 'cut off'],
  ]);
});

test('notes and failed bags have tables', async () => {
  expect(buildNotesTable(await runs()).rows.map((row) => row[0]!.value)).toContain('3');
  const failed = buildFailedTable([{ file: 'x.bag', reason: 'x.bag: is no bag, "really"' }]);
  expect(formatCsv(failed)).toBe('file,reason\nx.bag,"x.bag: is no bag, ""really"""\n');
});

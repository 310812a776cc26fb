import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../../../src/circuit/load';
import { readRuns } from '../../../../src/measure/report/input/read-runs';
import type { ReportRun } from '../../../../src/measure/report/run';
import { writeReport } from '../../../../src/measure/report/write-report';
import { BagFolder } from '../../../helpers/bags';
import { beside, DriveBag, odometryOf, rosTime } from '../../../helpers/drive-bag';

const bags = new BagFolder();

/** A straight drive with steps of `stretch` metres. */
function straight(stretch: number, topic?: string): string {
  const bag = new DriveBag();
  for (let i = 0; i < 200; i += 1) {
    const time_s = 10 + i * 0.05;
    bag.clock(time_s);
    bag.odometry(odometryOf({ x_m: stretch * i, y_m: 0, yaw_rad: 0 }, rosTime(time_s)), time_s, topic);
  }
  return bags.write(bag.bytes());
}

test('a bag with coordinates of 1e200 m does not break the report', async () => {
  const circuit = await loadCircuit('simple_circuit');
  const round = new DriveBag();
  for (let i = 0; i < 900; i += 1) round.pose(beside(circuit, i / 2, 0), 10 + i * 0.05);
  const files = [straight(0.5), straight(1e200), bags.write(round.bytes())];
  const { runs, failed } = await readRuns(files, { series: true });
  expect(failed).toEqual([]);
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-far-'));
  const written = await writeReport(folder, runs, failed, { version: '0', made: new Date(0) });
  rmSync(folder, { recursive: true });
  expect(written.charts).toBeGreaterThanOrEqual(4);
  const traceOf = ({ measurement }: ReportRun) => measurement.series!.trace.length;
  expect(runs.map((run) => traceOf(run) > 0)).toEqual([true, false, true]);
});

test('the requested topics are measured, and a bag without them is listed as failed', async () => {
  const files = [straight(0.5, '/car/odom'), straight(0.5)];
  const { runs, failed } = await readRuns(files, { series: false, topics: { odometry: '/car/odom' } });
  expect(runs.map(({ measurement }) => measurement.file)).toEqual([files[0]]);
  expect(failed).toEqual([{ file: files[1], reason: expect.stringContaining('has no topic /car/odom') }]);
});

import { loadCircuit } from '../../../../src/circuit/load';
import { MeasuredDrive } from '../../../../src/measure/metrics/bag/measured-drive';
import { RUN_METADATA_KEY, readRunMetadata } from '../../../../src/measure/metrics/run-metadata';
import { ringLap } from '../../../session/support/lap-ring';

test('a run that stood until its laps were given up ends in its bag as it ended live', async () => {
  const line = await loadCircuit(ringLap().circuit!);
  const recorded = readRunMetadata({
    [RUN_METADATA_KEY]: { ended: { because: 'standstill', simulated_s: 30, left_ms: null } },
  });
  const drive = new MeasuredDrive({ line, direction: 'forward', laps: 1, recorded, series: false });
  for (let sim_s = 0; sim_s <= 30; sim_s += 0.5) {
    drive.pose({
      x_m: 8,
      y_m: 0,
      yaw_rad: Math.PI / 2,
      v_mps: 0,
      w_radps: 0,
      sim_s,
      arrival_ms: 1000 * sim_s,
    });
  }
  drive.close();
  expect(drive.metrics.compute().ended_because).toBe('standstill');
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../../src/circuit/load';
import { measureBag } from '../../../src/measure/metrics/measure-bag';

/** Bags of BehaviorMetrics and of a real Gazebo, with the metrics that BehaviorMetrics computes. They are not in
 *  the repository. */
const SHARED = path.join(__dirname, '../../../../shared');
const BAGS = path.join(SHARED, 'conformance');
const describeWithBags = existsSync(BAGS) ? describe : describe.skip;

type Expected = Record<string, number | string>;
const expected = existsSync(BAGS)
  ? (JSON.parse(readFileSync(path.join(BAGS, 'expected.json'), 'utf8')) as Record<string, Expected>)
  : {};

function measure(name: string, circuit: string) {
  const perfectLap = path.join(BAGS, String(expected[name]!.perfect_lap));
  return loadCircuit(circuit).then((line) =>
    measureBag(path.join(BAGS, name), { perfectLap, circuit: line }),
  );
}

describeWithBags("A bag measured with BehaviorMetrics' own code", () => {
  it.each(Object.keys(expected))('%s has the same metrics under the same names', async (name) => {
    const circuit = name.startsWith('montreal') ? 'montreal_line' : 'simple_circuit';
    const { behaviorMetrics, metrics } = await measure(name, circuit);
    for (const [key, value] of Object.entries(expected[name]!)) {
      if (typeof value !== 'number' || !(key in behaviorMetrics.metrics)) continue;
      const found = behaviorMetrics.metrics[key as 'completed_distance'];
      const tolerance = key.startsWith('position_deviation') ? 0.005 : 1e-6;
      expect([key, Math.abs(Number(found) / value - 1) <= tolerance, found]).toEqual([key, true, found]);
    }
    expect(metrics.completed_distance_m).toBeCloseTo(Number(expected[name]!.completed_distance), 0);
  });

  it('that leaves the track has a deviation only up to the crash', async () => {
    const { metrics } = await measure('simple-leaves-track.bag', 'simple_circuit');
    expect(metrics.position_deviation_mean_m).toBeNull();
    expect(metrics.position_deviation_until_crash_mean_m).toBeLessThan(0.5);
    expect(metrics.crash).toMatchObject({ kind: 'left_track' });
  });

  it('in reverse has a lap and a deviation in reverse', async () => {
    const { metrics } = await measure('simple-reverse-random-start.bag', 'simple_circuit');
    expect(metrics).toMatchObject({ direction: 'reverse', laps_completed: 1, crash: null });
    expect(metrics.position_deviation_mean_m).toBeLessThan(0.3);
  });

  it('with the perfect lap of another circuit has no deviation, with a reason', async () => {
    const measured = await measureBag(path.join(BAGS, 'simple-offset.bag'), {
      perfectLap: path.join(BAGS, 'lap-montreal.bag'),
    });
    expect(measured.metrics.position_deviation_mean_m).toBeNull();
    expect(measured.notes.find(({ figure }) => figure === 'position_deviation_mean_m')?.reason).toMatch(
      /is nowhere near lap-montreal/,
    );
    expect(measured.behaviorMetrics.metrics.percentage_completed).toBeNull();
  });
});

const gazebo = path.join(SHARED, 'gazebo', 'drive-simple-circuit.bag');
(existsSync(gazebo) ? test : test.skip)(
  'a bag of the real Gazebo with camera frames is measured',
  async () => {
    const { metrics } = await measureBag(gazebo, { circuit: await loadCircuit('simple_circuit') });
    expect(metrics.completed_distance_m).toBeCloseTo(47.95, 2);
    expect(metrics.position_deviation_mean_m).toBeLessThan(0.05);
    expect(metrics.frames_per_simulated_second).toBeCloseTo(19.7, 0);
    expect(metrics.command_suddenness).toBeGreaterThan(0);
  },
);

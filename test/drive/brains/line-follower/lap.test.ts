import { loadCircuit } from '../../../../src/circuit/load';
import { LineFollower } from '../../../../src/drive/brains/line-follower';
import { LapMetrics } from '../../../../src/measure/metrics/lap-metrics';
import { LockstepWorld } from '../../../../src/world/simulator/lockstep-world';

/** BehaviorMetrics' explicit brain on simple_circuit in Gazebo. */
const YARDSTICK = { average_speed_mps: 8.82, mean_m: 0.075, max_m: 0.72 };

test('a lap of the simple circuit is faster and closer to the line than the yardstick', async () => {
  const circuit = await loadCircuit('simple_circuit');
  const world = new LockstepWorld({
    circuit,
    direction: 'forward',
    seed: 1,
    sensorToActuatorDelay_ms: 30,
    limit_s: 60,
  });
  const brain = new LineFollower();
  const metrics = new LapMetrics(circuit, 'forward', 1);
  world.onFrame((frame) => world.command(brain.decide(frame)));
  world.onPose((pose) => {
    metrics.pose(pose);
    if (metrics.endedBecause !== null) world.close();
  });
  await world.start();
  const figures = metrics.compute();
  expect(figures.completed).toBe(true);
  expect(world.contacts().events).toBe(0);
  expect(figures.average_speed_mps).toBeGreaterThan(YARDSTICK.average_speed_mps);
  expect(figures.position_deviation_mean_m).toBeLessThan(YARDSTICK.mean_m);
  expect(figures.position_deviation_max_m).toBeLessThan(YARDSTICK.max_m);
});

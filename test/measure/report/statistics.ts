import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { buildLapStatistics, type LapStatistics } from '../../../src/measure/metrics/lap-statistics';
import type { Line } from '../../../src/measure/metrics/line';
import { DrivenTrace } from '../../../src/measure/report/trace';
import { decisionOf, poseAt } from '../metrics/circle';

const identity = {
  circuit: 'circle',
  brain: 'line follower',
  model: null,
  model_sha256: null,
  model_path: null,
  provider: null,
  world: 'lockstep',
  seed: 3,
  wall_contacts: 0,
  files: { statistics: 'out/lap.json' },
};

/** A synthetic run along `share` of one lap, weaving by up to `weave_m`. */
export function syntheticDrive(line: Line, share: number, weave_m: number) {
  const metrics = new LapMetrics(line, 'forward', 1);
  const trace = new DrivenTrace();
  for (let i = 0; metrics.endedBecause === null && i * 0.5 < share * line.length_m; i += 1) {
    const pose = poseAt(line, i * 0.5, i * 0.05, { lateral_m: weave_m * Math.sin(i / 20) });
    metrics.pose(pose);
    trace.add(pose);
    metrics.decision(decisionOf(i, { inference_ms: null }));
  }
  if (metrics.endedBecause === null) metrics.end('time_limit');
  metrics.frames({ received: 100, answered: 99, superseded: 1, failed: 0, rejected: 0 });
  const statistics: LapStatistics = buildLapStatistics(identity, metrics.compute());
  return { trace: trace.points(), statistics };
}

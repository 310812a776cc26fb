import { LatencyEstimate } from '../../../../src/drive/brains/line-follower/latency-estimate';
import { RoadPath } from '../../../../src/drive/brains/line-follower/road-path';
import { CommandHistory } from '../../../../src/drive/motion/command-history';

/** The straight line y = 0 of the world, seen from a car at this pose. */
function seenFrom(y_m: number, yaw_rad: number): RoadPath {
  const path = new RoadPath();
  for (let ahead_m = 0.6; ahead_m < 5; ahead_m += 0.1) {
    const y = -y_m;
    path.add(
      ahead_m * Math.cos(yaw_rad) + y * Math.sin(yaw_rad),
      y * Math.cos(yaw_rad) - ahead_m * Math.sin(yaw_rad),
      -yaw_rad,
      0,
    );
  }
  return path;
}

/** What is learnt of a car that weaves. */
function learnt(latency_s: number): number {
  const commands = new CommandHistory();
  const estimate = new LatencyEstimate(0.03);
  const truth: { due_s: number; w_radps: number }[] = [];
  let [y_m, yaw_rad, w_radps] = [0, 0, 0];
  const v_mps = 8;
  for (let ms = 0; ms < 4000; ms += 1) {
    const now_s = ms / 1000;
    if (ms % 50 === 0) {
      estimate.learn(seenFrom(y_m, yaw_rad), now_s, commands);
      const next_radps = 0.6 * Math.cos(now_s * 5);
      commands.add(now_s, v_mps, next_radps);
      truth.push({ due_s: now_s + latency_s, w_radps: next_radps });
    }
    while (truth[0] && truth[0].due_s <= now_s + 1e-9) w_radps = truth.shift()!.w_radps;
    y_m += v_mps * Math.sin(yaw_rad) * 0.001;
    yaw_rad += w_radps * 0.001;
  }
  return estimate.latency_s;
}

test.each([0.005, 0.03, 0.07, 0.12])('a latency of %p s is learnt from how the car weaves', (latency_s) => {
  expect(Math.abs(learnt(latency_s) - latency_s)).toBeLessThan(0.006);
});

test('0.2 s is the longest', () => {
  expect(learnt(0.3)).toBe(0.2);
});

test('without anything to learn from, the first guess stays', () => {
  const commands = new CommandHistory();
  const estimate = new LatencyEstimate(0.04);
  for (let i = 0; i < 50; i += 1) {
    estimate.learn(seenFrom(0, 0), i / 20, commands);
    commands.add(i / 20, 8, 0);
  }
  expect(estimate.latency_s).toBeCloseTo(0.04, 3);
});

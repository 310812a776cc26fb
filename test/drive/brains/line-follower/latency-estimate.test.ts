import { CommandHistory } from '../../../../src/drive/brains/line-follower/command-history';
import { LatencyEstimate } from '../../../../src/drive/brains/line-follower/latency-estimate';
import { RoadPath } from '../../../../src/drive/brains/line-follower/road-path';

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

test.each([0.005, 0.03, 0.07, 0.12])('a latency of %p s is learnt from how the car weaves', (latency_s) => {
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
  expect(Math.abs(estimate.latency_s - latency_s)).toBeLessThan(0.006);
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

test('a motion is made of the commands that were in effect', () => {
  const commands = new CommandHistory();
  commands.add(0, 10, 0);
  commands.add(0.05, 2, 0);
  commands.move(0.05, 0.1, 0.03);
  expect(commands.x_m).toBeCloseTo(10 * 0.03 + 2 * 0.02, 9);
  commands.add(0.1, 0, 3);
  commands.move(0.13, 0.23, 0.03);
  expect([commands.x_m, commands.turned_rad]).toEqual([0, expect.closeTo(0.3, 9)]);
});

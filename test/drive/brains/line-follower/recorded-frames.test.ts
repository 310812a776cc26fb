import path from 'node:path';
import {
  decodeFrame,
  hasRecordedFrames,
  RECORDED_FRAMES,
  type RecordedFrame,
  readRecordedFrames,
} from '../../../../scripts/support/recorded-frames';
import { LineFollower } from '../../../../src/drive/brains/line-follower';
import type { RoadPath } from '../../../../src/drive/brains/line-follower/road-path';

/** Bearing of the point of the path `ahead_m` further along than the car; null where the path does not
 *  reach, or begins too far from the car to tell how far along its first point is. */
function bearing_rad(path: RoadPath, { lateral_m, headingError_rad }: RecordedFrame, ahead_m: number) {
  const footX_m = lateral_m * Math.sin(headingError_rad);
  const footY_m = -lateral_m * Math.cos(headingError_rad);
  const first_m = Math.hypot(path.x_m[0]! - footX_m, path.y_m[0]! - footY_m);
  if (first_m > 0.8) return null;
  for (let i = 0; i + 1 < path.length; i += 1) {
    const [near_m, far_m] = [first_m + path.s_m[i]!, first_m + path.s_m[i + 1]!];
    if (near_m > ahead_m || far_m <= ahead_m) continue;
    const share = (ahead_m - near_m) / (far_m - near_m);
    const x_m = path.x_m[i]! + share * (path.x_m[i + 1]! - path.x_m[i]!);
    const y_m = path.y_m[i]! + share * (path.y_m[i + 1]! - path.y_m[i]!);
    return Math.atan2(y_m, x_m);
  }
  return null;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe.each(['simple_circuit', 'montreal_line'])('on frames recorded in the real Gazebo, %s', (circuit) => {
  const folder = path.join(RECORDED_FRAMES, circuit);
  const frames = hasRecordedFrames(folder) ? readRecordedFrames(folder) : [];
  const whenRecorded = frames.length === 0 ? test.skip : test;

  whenRecorded('the line lies where it truly is', async () => {
    const errors: Record<1 | 2 | 4, number[]> = { 1: [], 2: [], 4: [] };
    for (const frame of frames) {
      const brain = new LineFollower();
      brain.decide(await decodeFrame(frame.file));
      for (const ahead_m of [1, 2, 4] as const) {
        const seen_rad = bearing_rad(brain.path, frame, ahead_m);
        if (seen_rad !== null) errors[ahead_m].push(seen_rad - frame.bearing_rad[ahead_m]);
      }
    }
    for (const ahead_m of [1, 2, 4] as const) expect(errors[ahead_m].length).toBeGreaterThan(110);
    expect(rootMeanSquare(errors[1])).toBeLessThan(0.015);
    expect(rootMeanSquare(errors[2])).toBeLessThan(0.01);
    expect(rootMeanSquare(errors[4])).toBeLessThan(0.006);
  });

  whenRecorded('aiming 2 m ahead, it steers towards the line there', async () => {
    const clear = frames.filter((frame) => Math.abs(frame.bearing_rad[2]) > 0.05);
    const wrong: string[] = [];
    for (const frame of clear) {
      const { w_radps } = new LineFollower({ minLookahead_m: 1.8 }).decide(await decodeFrame(frame.file));
      if (Math.sign(w_radps) !== Math.sign(frame.bearing_rad[2])) wrong.push(frame.file);
    }
    expect(clear.length).toBeGreaterThan(100);
    expect(wrong.length).toBeLessThanOrEqual(0.02 * clear.length);
  });
});

import type { Direction } from '../../../../src/circuit/direction';
import { loadCircuit } from '../../../../src/circuit/load';
import { LineFollower } from '../../../../src/drive/brains/line-follower';
import { GaveUpError } from '../../../../src/errors';
import { poseAt } from '../../../../src/world/simulator/course-pose';
import { LockstepWorld } from '../../../../src/world/simulator/lockstep-world';

const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line', 'montmelo_line', 'nurburgring_line'];
const COURSES = CIRCUITS.flatMap((name) => [[name, 'forward'] as const, [name, 'reverse'] as const]);
/** The watchdog stops the car after so long without a frame. */
const FRAME_TIMEOUT_S = 0.5;

interface LostDrive {
  readonly lateral_m: number;
  readonly heading_rad: number;
  /** From the start pose on; default 30 m. */
  readonly s_m?: number;
  /** No frames between these times, s. */
  readonly silence_s?: readonly [number, number];
  readonly limit_s?: number;
  readonly end_m?: number;
}

/** Drives from a pose beside the line. @returns the distance along the line in driving direction, and what it saw */
async function drive(name: string, direction: Direction, how: LostDrive) {
  const { s_m = 30, silence_s: [from_s, to_s] = [0, 0], limit_s = 12, end_m = 15 } = how;
  const circuit = await loadCircuit(name);
  const start = poseAt(circuit, direction, s_m, how.lateral_m, how.heading_rad);
  const world = new LockstepWorld({
    circuit,
    direction,
    seed: 1,
    start,
    sensorToActuatorDelay_ms: 30,
    limit_s,
  });
  const brain = new LineFollower();
  const seen = { progress_m: 0, furthestBack_m: 0, searches: 0, error: null as unknown };
  world.onFrame((frame) => {
    const now_s = world.simulatedSeconds();
    if (now_s > from_s && now_s < to_s) {
      if (now_s > from_s + FRAME_TIMEOUT_S) world.command({ v_mps: 0, w_radps: 0 });
      return;
    }
    try {
      const answer = brain.decide(frame);
      if (answer.taken === 'as-is') seen.searches += 1;
      world.command(answer);
    } catch (error) {
      seen.error = error;
      void world.close();
    }
  });
  let near_m = s_m;
  world.onPose(({ x_m, y_m }) => {
    const { s_m: here_m } = circuit.project(x_m, y_m, near_m);
    const change_m = here_m - near_m;
    const along_m = change_m - circuit.length_m * Math.round(change_m / circuit.length_m);
    seen.progress_m += direction === 'forward' ? along_m : -along_m;
    seen.furthestBack_m = Math.min(seen.furthestBack_m, seen.progress_m);
    near_m = here_m;
    if (seen.progress_m > end_m) void world.close();
  });
  await world.start();
  return seen;
}

test.each(COURSES)(
  'a car at the wall that looks away from the line finds it and drives on: %s, %s',
  async (...where) => {
    const { progress_m, furthestBack_m, searches } = await drive(...where, {
      lateral_m: -1.05,
      heading_rad: -0.9,
    });
    expect(searches).toBeGreaterThan(0);
    expect(progress_m).toBeGreaterThan(15);
    expect(furthestBack_m).toBeGreaterThan(-3);
  },
);

test.each(COURSES)('a car that ran on without frames comes back to its line: %s, %s', async (...where) => {
  const { progress_m, furthestBack_m } = await drive(...where, {
    lateral_m: 0.3,
    heading_rad: 0.6,
    silence_s: [0.01, 2.4],
  });
  expect(progress_m).toBeGreaterThan(15);
  expect(furthestBack_m).toBeGreaterThan(-3);
});

test('a car without a line anywhere gives up, stopped, with the colour and what to do', async () => {
  const seen = await drive('montmelo_no_red_line', 'forward', { lateral_m: 0, heading_rad: 0 });
  expect(seen.error).toBeInstanceOf(GaveUpError);
  expect((seen.error as Error).message).toMatch(/^No line, neither red nor of another colour, .*line_colour/);
  expect(Math.abs(seen.progress_m)).toBeLessThan(3);
});

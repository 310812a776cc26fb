import type { Circuit } from '../../../../src/circuit/circuit';
import { loadCircuit } from '../../../../src/circuit/load';
import type { MarkingLook } from '../../../../src/circuit/look';
import { type CameraModel, F1_CAMERA, MULTI_CAMERA } from '../../../../src/config/f1-car';
import { LineFollower, type LineFollowerOptions } from '../../../../src/drive/brains/line-follower';
import { RandomSource } from '../../../../src/support/random';
import type { CameraOptics, Frame } from '../../../../src/types';
import { CameraRenderer } from '../../../../src/world/simulator/camera/renderer';
import { type CoursePose, poseAt } from '../../../../src/world/simulator/course-pose';
import { LockstepWorld } from '../../../../src/world/simulator/lockstep-world';

const KNOWN: LineFollowerOptions['camera'] = {
  height_m: F1_CAMERA.height_m,
  x_m: F1_CAMERA.forward_m,
  y_m: F1_CAMERA.left_m,
  pitch_rad: F1_CAMERA.pitch_rad,
};

/** Renders frames of one circuit. */
function viewer(circuit: Circuit, camera: CameraModel, encoded: Partial<Frame> = {}) {
  const renderer = new CameraRenderer(circuit, 1, { camera });
  let sequence = 0;
  return (pose: Pick<CoursePose, 'x_m' | 'y_m' | 'yaw_rad'>): Frame => {
    const data = new Uint8Array(renderer.byteLength);
    renderer.render(pose, data);
    const stamp = { sec: 1 + Math.floor(sequence / 30), nsec: (sequence % 30) * 33_333_333 };
    sequence += 1;
    const { width, height } = camera;
    const format = { width, height, step: 3 * width, encoding: 'rgb8' as const };
    return { ...format, data, sequence, stamp, arrival_ms: 0, optics: camera, ...encoded };
  };
}

/** What the line follower says of the first frames, and what it answers to each. */
function see(frames: readonly Frame[], options: Partial<LineFollowerOptions> = {}) {
  const brain = new LineFollower(options);
  const answers = frames.map((frame) => brain.decide(frame));
  return { brain, answers, notices: brain.notices() };
}

let simple: Circuit;
beforeAll(async () => {
  simple = await loadCircuit('simple_circuit');
});

describe('the camera', () => {
  test.each([0, 40, 111, 250, 333])(
    'of the F1 car is recognised %d m along the lap, and commands are those of a given camera to the bit',
    (s_m) => {
      const view = viewer(simple, F1_CAMERA);
      const random = new RandomSource(3, s_m);
      const frames = Array.from({ length: 8 }, (_, i) =>
        view(poseAt(simple, 'forward', s_m + i / 2, random.normal(0.15), random.normal(0.1))),
      );
      const measured = see(frames);
      expect(measured.answers).toEqual(see(frames, { camera: KNOWN }).answers);
      expect(measured.notices).toEqual([]);
    },
  );

  test('of the car with several cameras is recognised, and said in one line with its rate', () => {
    const view = viewer(simple, MULTI_CAMERA);
    const frames = Array.from({ length: 6 }, (_, i) => view(poseAt(simple, 'forward', 20 + i, 0.05, 0.02)));
    const { brain, notices } = see(frames);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^camera: that of the car with several cameras, height_m 0.300, x_m 0.25, y_m 0.08, .*\(camera_info\), 30 Hz/,
    );
    // 5 cm left of the line, which begins ahead.
    expect(brain.path.y_m[0]).toBeCloseTo(-0.05 - 0.02 * brain.path.x_m[0]!, 1);
    expect(brain.path.reach_m).toBeGreaterThan(4);
  });

  test.each([
    [0.2, 0.06],
    [0.5, 0.15],
    [0.6, 0],
  ])('%d m above the road with a pitch of %d rad is measured', (height_m, pitch_rad) => {
    const camera = { ...F1_CAMERA, height_m, pitch_rad };
    const view = viewer(simple, camera);
    const frames = Array.from({ length: 5 }, (_, i) => view(poseAt(simple, 'forward', 20 + i, 0, 0)));
    const { notices } = see(frames, { lineWidth_m: simple.lineWidth_m });
    const [, height = Number.NaN, pitch = Number.NaN] =
      /height_m (\S+), .*pitch_rad ([-\d.]+)/.exec(notices[0] ?? '') ?? [];
    expect(Number(height) / height_m).toBeCloseTo(1, 1);
    expect(Number(pitch)).toBeCloseTo(pitch_rad, 2);
  });

  test('is not measured where all of it is set', () => {
    const view = viewer(simple, MULTI_CAMERA);
    const { height_m, forward_m, left_m, pitch_rad } = MULTI_CAMERA;
    const camera = { height_m, x_m: forward_m, y_m: left_m, pitch_rad };
    const pose = poseAt(simple, 'forward', 30, 0.1, 0);
    const set = see([view(pose), view(pose)], { camera });
    expect(set.notices).toEqual([]);
    expect(set.answers[0]!.w_radps).toBeLessThan(0);
  });

  test('has the focal length of camera_info; an absurd one is said and ignored', () => {
    const optics: CameraOptics = { width: 640, height: 480, focal_px: 240 };
    const wide = viewer(simple, { ...F1_CAMERA, focal_px: 240 });
    const pose = poseAt(simple, 'forward', 30, 0, 0);
    const told = see(Array.from({ length: 5 }, () => ({ ...wide(pose), optics })));
    expect(told.notices[0]).toMatch(/1.85 rad wide \(camera_info\)/);
    const usual = viewer(simple, F1_CAMERA);
    const absurd = Array.from({ length: 5 }, () => ({ ...usual(pose), optics: { ...optics, focal_px: 2 } }));
    expect(see(absurd).notices).toEqual([
      expect.stringMatching(/^camera_info tells of a field of view of 3.13 rad, which no camera has/),
    ]);
    expect(see(absurd).answers).toEqual(see(absurd, { camera: KNOWN }).answers);
  });

  test('that looks at the sky cannot be driven with', () => {
    const frame = viewer(simple, F1_CAMERA)(poseAt(simple, 'forward', 30, 0, 0));
    expect(() => see([frame], { camera: { pitch_rad: -0.7 } })).toThrow(/^The camera looks at the sky/);
  });
});

describe('the colour of the line', () => {
  test.each([
    ['white', [235, 235, 235]],
    ['green', [40, 190, 70]],
    ['blue', [60, 110, 230]],
  ] as const)('is found where it is %s, while the car stands still', (name, lineColour) => {
    const view = viewer(simple.with({ look: { ...simple.look, lineColour } }), F1_CAMERA);
    const { start } = simple;
    const { answers, notices } = see([view(start), view(start), view(start), view(start)]);
    expect(notices).toEqual([expect.stringMatching(new RegExp(`^the line is ${name}, \\[`))]);
    expect(answers.slice(0, 2).map(({ v_mps, w_radps }) => [v_mps, w_radps])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(answers[2]!.v_mps).toBeGreaterThan(3);
  });

  test('is found with another camera, too, across a bar of the same colour', () => {
    const white = simple.with({ look: { ...simple.look, lineColour: [235, 235, 235] } });
    const view = viewer(white, MULTI_CAMERA);
    const { brain, notices } = see(Array.from({ length: 9 }, () => view(white.start)));
    expect(notices.map((line) => line.slice(0, 20))).toEqual([
      'the line is white, [',
      'camera: that of the ',
    ]);
    expect(brain.path.reach_m).toBeGreaterThan(4);
  });

  test('is not that of dashes, boxes, kerbs, edge lines, walls or bars', async () => {
    const plain = await loadCircuit('montmelo_no_red_line');
    const white = (
      from_s_m: number,
      to_s_m: number,
      from_left_m: number,
      to_left_m: number,
    ): MarkingLook => ({
      from_s_m,
      to_s_m,
      from_left_m,
      to_left_m,
      colour: [230, 230, 230],
    });
    const markings: MarkingLook[] = [];
    for (let s_m = 0; s_m < 60; s_m += 4) {
      markings.push(
        white(s_m, s_m + 1.2, 0.3, 0.2),
        white(s_m, s_m + 4, -1.1, -1.2),
        white(s_m, s_m + 0.1, 1.4, -1.4),
      );
      markings.push(
        { ...white(s_m, s_m + 2, 1.4, 1.2), colour: [90, 90, 160] },
        white(s_m + 2, s_m + 4, 1.4, 1.2),
      );
    }
    const view = viewer(plain.with({ look: { ...plain.look, markings } }), F1_CAMERA);
    const frames = Array.from({ length: 40 }, (_, i) =>
      view(poseAt(plain, 'forward', 5 + i, 0.02 * (i % 5), 0)),
    );
    const brain = new LineFollower({ searchTime_s: 60 });
    for (const frame of frames) brain.decide(frame);
    expect(brain.notices()).toEqual([
      expect.stringMatching(/^no line, neither red nor of another colour, is in view/),
    ]);
  });

  test('that is set is not looked for', () => {
    const white = simple.with({ look: { ...simple.look, lineColour: [235, 235, 235] } });
    const frames = Array.from({ length: 11 }, () => viewer(white, F1_CAMERA)(white.start));
    const { notices } = see(frames, { lineColour: [0, 0, 255] });
    expect(notices).toEqual([
      expect.stringMatching(/^no line of the colour \[0, 0, 255\] is in view; set the car/),
    ]);
  });
});

test.each([
  ['simple_circuit_no_wall', 5],
  ['simple_circuit_white_line_no_wall', 60],
])('with the other car it drives %s as well, %d ms from a frame to its command', async (name, delay_ms) => {
  const circuit = await loadCircuit(name);
  const world = new LockstepWorld({
    circuit,
    direction: 'forward',
    seed: 1,
    sensorToActuatorDelay_ms: delay_ms,
    limit_s: 7,
    appearance: { camera: MULTI_CAMERA },
  });
  const brain = new LineFollower();
  let largest_m = 0;
  let driven_m = 0;
  world.onFrame((frame) => world.command(brain.decide(frame)));
  world.onPose((pose) => {
    const place = circuit.project(pose.x_m, pose.y_m);
    largest_m = Math.max(largest_m, Math.abs(place.lateral_m));
    driven_m = place.s_m;
  });
  await world.start();
  expect(driven_m).toBeGreaterThan(80);
  expect(largest_m).toBeLessThan(0.1);
});

import type { Rgb } from '../../src/circuit/look';
import type { CameraModel } from '../../src/config/f1-car';
import { CAR_CAMERAS } from '../../src/config/f1-car';
import type { DrivenPose } from '../../src/learn/driven-path';
import { learnCircuit } from '../../src/learn/learn-circuit';
import { type LineSighting, LineWatch } from '../../src/learn/line-watch';
import type { RecordedDrive } from '../../src/learn/read-drive';
import { encodeImage } from '../../src/messages/index';
import { CameraRenderer } from '../../src/world/simulator/camera/renderer';
import { cameraImage } from '../../src/world/simulator/car-messages';
import { ring } from '../circuit/ring';
import { rosTime } from '../helpers/drive-bag';
import { driveOf, drivePoses, errorOf } from './drives';

const circle = ring(10);
/** The car weaves by up to 0.2 m. */
const aside_m = (s_m: number) => 0.2 * Math.sin(s_m / 3);

/** Frames from places between the poses, as a camera stamps them. */
function look(camera: CameraModel, colour: Rgb): LineSighting[] {
  const look = { ...circle.look, lineColour: colour };
  const renderer = new CameraRenderer(circle, 1, { camera, look });
  const image = new Uint8Array(renderer.byteLength);
  const watch = new LineWatch();
  const sightings: LineSighting[] = [];
  const places = drivePoses(circle, { aside_m, from_m: 0.2, step_m: 0.6, from_s: 10.02 });
  for (const [i, { x_m, y_m, yaw_rad, recorded_s }] of places.entries()) {
    renderer.render({ x_m, y_m, yaw_rad }, image);
    const message = encodeImage(
      cameraImage(camera, rosTime(recorded_s), i, { encoding: 'rgb8', data: image }),
    );
    watch.image('sensor_msgs/Image', Buffer.from(message), recorded_s + 0.05, sightings);
  }
  return sightings;
}

function learn(sightings: readonly LineSighting[], more: Partial<RecordedDrive> = {}) {
  const drive = { ...driveOf(drivePoses(circle, { aside_m })), sightings: [sightings], ...more };
  return learnCircuit('a.bag', drive, { name: 'ring', direction: 'forward', walls_m: 1.5 });
}

const RED: Rgb = [218, 41, 41];
let seen: LineSighting[];

beforeAll(() => {
  seen = look(CAR_CAMERAS.f1, RED);
});

describe('The line in the camera images', () => {
  it('is the circuit, however the car weaves', () => {
    const { circuit, camera, notes } = learn(seen);
    const error = errorOf(circuit, circle);
    expect(error.mean_m).toBeLessThan(0.005);
    expect(error.max_m).toBeLessThan(0.03);
    expect(errorOf(learn([]).circuit, circle).max_m).toBeGreaterThan(0.15);
    expect(camera!.coverage).toBe(1);
    expect(camera!.correctionMax_m).toBeGreaterThan(0.15);
    expect(circuit.look.lineColour!.map((channel, i) => Math.abs(channel - RED[i]!) < 12)).toEqual([
      true,
      true,
      true,
    ]);
    expect(notes).toEqual([]);
  });

  it.each<[string, CameraModel, Rgb]>([
    ['a camera 0.3 m above the road', CAR_CAMERAS.multicamera, RED],
    ['a white line', CAR_CAMERAS.f1, [235, 235, 235]],
  ])('is also that of %s', (_, camera, colour) => {
    expect(errorOf(learn(look(camera, colour)).circuit, circle).max_m).toBeLessThan(0.06);
  });

  it('is placed by /clock where odometry has stamps in wall time', () => {
    const wall_s = (simulated_s: number) => 1e9 + simulated_s / 0.8;
    const poses = drivePoses(circle, { aside_m }).map(
      (pose): DrivenPose => ({ ...pose, stamp_s: wall_s(pose.stamp_s!), recorded_s: wall_s(pose.stamp_s!) }),
    );
    const sightings = [seen.map((frame) => ({ ...frame, recorded_s: wall_s(frame.recorded_s) }))];
    const clock = poses.map(({ recorded_s }) => ({ recorded_s, simulated_s: 0.8 * (recorded_s - 1e9) }));
    const placed = learn([], { runs: [poses], sightings, clocks: [clock] });
    expect(errorOf(placed.circuit, circle).max_m).toBeLessThan(0.03);
    const without = learn([], { runs: [poses], sightings, clocks: [[]] });
    expect(without.camera).toBeNull();
    expect(without.notes).toEqual([expect.stringContaining('no /clock was recorded')]);
  });

  it('is not that of frames from before a reset, whose stamps are the same', () => {
    const before = seen.map((frame) => ({
      ...frame,
      recorded_s: frame.recorded_s - 100,
      points: frame.points.map(({ x_m, y_m }) => ({ x_m, y_m: y_m + 0.5 })),
    }));
    expect(errorOf(learn([...before, ...seen]).circuit, circle).max_m).toBeLessThan(0.03);
  });

  it('is the driven path where no frame shows it', () => {
    const dark = seen.filter(({ stamp_s }) => stamp_s! < 11.5 || stamp_s! > 12.5);
    const { circuit, camera, notes } = learn(dark);
    expect(camera!.coverage).toBeLessThan(0.95);
    expect(notes).toEqual([expect.stringMatching(/on 8\d\.\d % of the lap; elsewhere/)]);
    expect(errorOf(circuit, circle).max_m).toBeLessThan(0.25);
    const few = learn(seen.slice(0, 20));
    expect(few.camera).toBeNull();
    expect(few.notes).toEqual([
      expect.stringMatching(/left out, and the line is the driven one: .* of the lap$/),
    ]);
  });

  it('does not count where the frames contradict each other', () => {
    const wrong = seen.map((frame, i) => ({
      ...frame,
      points: frame.points.map(({ x_m, y_m }) => ({ x_m, y_m: y_m + (i % 2 ? 0.3 : -0.3) })),
    }));
    const { camera, notes } = learn(wrong);
    expect(camera).toBeNull();
    expect(notes).toEqual([expect.stringMatching(/two of them show the line 0\.\d\d m apart/)]);
  });
});

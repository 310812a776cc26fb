import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../src/config/brain-file';
import { CAR_NAMES, describeCar, F1_CAR, openCar, readCarName } from '../../src/config/car-preset';
import { CAR_CAMERAS, F1_CAMERA } from '../../src/config/f1-car';
import { DEFAULT_LIMITS } from '../../src/config/limits';
import { Section } from '../../src/config/section';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-cars-'));
let files = 0;

function written(text: string): string {
  files += 1;
  const file = path.join(folder, `${files}.yml`);
  writeFileSync(file, text);
  return file;
}

const ACADEMY = { camera: '/cam_f1_left/image_raw', odometry: '/odom', command: '/cmd_vel' };
const F1 = { camera: '/F1ROS/cameraL/image_raw', odometry: '/F1ROS/odom', command: '/F1ROS/cmd_vel' };

describe('a car by its name', () => {
  it('has topics and a camera', () => {
    expect(CAR_NAMES).toEqual(['f1', 'multicamera', 'academy']);
    expect(openCar('f1')).toMatchObject({ topics: F1, camera: F1_CAMERA, encoding: 'rgb8' });
    expect(openCar('multicamera')).toMatchObject({ topics: F1, camera: CAR_CAMERAS.multicamera });
    expect(openCar('academy')).toMatchObject({ topics: ACADEMY, camera: F1_CAMERA, encoding: 'bgr8' });
    for (const name of CAR_NAMES) {
      expect(openCar(name)).toMatchObject({ name, file: null, cameraSettings: {}, limits: DEFAULT_LIMITS });
    }
  });

  it('is told in one line, with the topics that took the place of its own', () => {
    expect(describeCar(openCar('academy'), { ...ACADEMY, odometry: '/car/odom' })).toBe(
      'car academy: images /cam_f1_left/image_raw, odometry /car/odom, commands /cmd_vel; ' +
        '640x480 bgr8 in the built-in world',
    );
  });

  it('is rejected with the nearest one where there is none', () => {
    expect(() => openCar('acadmy')).toThrow(
      "no car is called 'acadmy' (did you mean 'academy'?); there are f1, multicamera, academy, or give the path",
    );
    const section = new Section({ car: 'acadmy' }, 'parameters of /f1_brain');
    expect(() => readCarName(section, 'car')).toThrow(
      "parameters of /f1_brain: car is 'acadmy', must be f1, multicamera, academy or the path of a YAML file " +
        "(did you mean 'academy'?)",
    );
  });
});

describe('a car by its file', () => {
  it('is not called as a car that needs no file, which records would take it for', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-named-')), 'f1.yml');
    writeFileSync(file, 'Car: {Extends: academy}');
    expect(() => openCar(file)).toThrow(`${file}: Car has the name of a car that needs no file, f1: give`);
  });

  it('is the F1 car, or the one that it extends, but for what the file says', () => {
    const car = openCar(written('Car: {Topics: {camera: /left/image_raw}}'));
    const { name: _, file: __, topics, ...others } = car;
    const { name: ___, file: ____, topics: _____, ...ofF1 } = F1_CAR;
    expect(others).toEqual(ofF1);
    expect(topics).toEqual({ ...F1, camera: '/left/image_raw' });
    expect(openCar(written('Car: {Extends: academy, Topics: {odom: /fused}}'))).toMatchObject({
      topics: { ...ACADEMY, odometry: '/fused' },
      encoding: 'bgr8',
    });
  });

  it('says where the camera is, what it sends, and what the car may be commanded to', () => {
    const file = written(`
Car:
  Camera: {size: [320, 240], encoding: mono8, height_m: 0.2, x_m: 0.3, y_m: -0.1, pitch_rad: 0.1, fov_rad: 1.2}
  Limits: {v_mps: [-1, 5]}
`);
    const car = openCar(file);
    expect(car).toMatchObject({
      name: path.basename(file, '.yml'),
      file,
      encoding: 'mono8',
      cameraSettings: { height_m: 0.2, x_m: 0.3, y_m: -0.1, pitch_rad: 0.1, fov_rad: 1.2 },
      limits: { minV_mps: -1, maxV_mps: 5, maxW_radps: DEFAULT_LIMITS.maxW_radps },
      camera: {
        ...{ width: 320, height: 240, centreColumn_px: 159.5, centreRow_px: 119.5 },
        ...{ height_m: 0.2, forward_m: 0.3, left_m: -0.1, pitch_rad: 0.1, far_m: 15 },
      },
    });
    expect(car.camera.focal_px).toBeCloseTo(160 / Math.tan(0.6), 9);
  });

  it('keeps the field of view of the car that it extends where it says a size alone', () => {
    const { camera, cameraSettings } = openCar(written('Car: {Camera: {size: [320, 240]}}'));
    expect(camera.focal_px / camera.width).toBeCloseTo(F1_CAMERA.focal_px / F1_CAMERA.width, 12);
    expect(cameraSettings).toEqual({});
  });

  it.each([
    ['Behaviors: {}', ": Car is missing: it is a brain's file; write Car: {Topics:"],
    ['camera: /image', ': Car is missing: it describes no car; write Car: {Topics:'],
    ['Car: fast', ': Car must be a mapping'],
    ['- Car', ': the file must be a mapping'],
    ['Car: {Topic: {camera: /a}}', ": Car.Topic is not a known key (did you mean 'Topics'?)"],
    ['Car: {Extends: f2}', ": Car.Extends is 'f2', must be one of f1, multicamera, academy"],
    ['Car: {Topics: {cmd: /a}}', ': Car.Topics.cmd is not a known key'],
    [
      'Car: {Topics: {odom: not a topic}}',
      ": Car.Topics.odom is 'not a topic', which is not a ROS topic name",
    ],
    [
      'Car: {Topics: {odom: /cam, camera: /cam}}',
      ': Car.Topics.odom is /cam, as camera is; each has a type of its own',
    ],
    [
      'Car: {Topics: {camera: /c/compressed}, Camera: {encoding: bgr8}}',
      ': Car.Camera.encoding contradicts Car.Topics.camera, /c/compressed: compressed images have their own',
    ],
    ['Car: {Camera: {encoding: bgr}}', ": Car.Camera.encoding is 'bgr', must be one of rgb8, bgr8"],
    ['Car: {Camera: {size: [641, 480]}}', ': Car.Camera.size is [641, 480]; write [width, height] in pixels'],
    ['Car: {Camera: {size: [8, 480]}}', ': Car.Camera.size is [8, 480]'],
    ['Car: {Camera: {height_m: -1}}', ': Car.Camera.height_m is -1: the lens would be under the road'],
    ['Car: {Limits: {v_mps: [2, 1]}}', ': Car.Limits.v_mps is [2, 1]; write [min, max] with 0 inside'],
  ])('that says %s is rejected with file and key', (text, message) => {
    const file = written(text);
    expect(() => openCar(file)).toThrow(`${file}${message}`);
  });

  it('that is missing is named', () => {
    expect(() => openCar(path.join(folder, 'none.yml'))).toThrow('none.yml: no such car file');
  });
});

describe("the car of a brain's file", () => {
  const brain = (lines: string, devices = '') =>
    written(`Behaviors:\n  Robot:\n    BrainPath: line_follower\n${lines}${devices}`);
  const devices = (camera: string) =>
    `    Sensors: {Cameras: {Camera_0: {Name: camera_0, Topic: ${camera}}}}\n`;

  it('is the F1 car, the one under Car, or the one named beside the file', () => {
    expect(readBrain(brain(''))).toMatchObject({ car: F1_CAR, topics: F1, limits: DEFAULT_LIMITS });
    expect(readBrain(brain('    Car: academy\n'))).toMatchObject({
      car: { name: 'academy' },
      topics: ACADEMY,
    });
    expect(readBrain(brain('    Car: academy\n'), { car: 'multicamera' })).toMatchObject({
      car: { name: 'multicamera' },
      topics: F1,
    });
  });

  it('is a file beside it, whose camera and limits hold where the brain says nothing', () => {
    mkdirSync(path.join(folder, 'cars'), { recursive: true });
    writeFileSync(
      path.join(folder, 'cars', 'mine.yml'),
      'Car: {Camera: {height_m: 0.2, x_m: 0.3}, Limits: {v_mps: [0, 5], w_radps: 2}}',
    );
    const read = readBrain(
      brain('    Car: ./cars/mine.yml\n    Camera: {x_m: 0.5}\n    Limits: {w_radps: 3}\n'),
    );
    expect(read).toMatchObject({
      car: { name: 'mine' },
      camera: { height_m: 0.2, x_m: 0.5 },
      limits: { minV_mps: 0, maxV_mps: 5, maxW_radps: 3 },
    });
  });

  it("gives way to topics of the file's devices", () => {
    const own = brain('    Car: academy\n', devices('/F1ROS/cameraL/image_raw'));
    expect(readBrain(own).topics).toEqual({ ...ACADEMY, camera: F1.camera });
    expect(readBrain(brain('', devices('/left')), { car: 'academy' }).topics).toEqual({
      ...ACADEMY,
      camera: '/left',
    });
  });

  it("goes before the F1 car's topics, which most files write out, where it is named beside the file", () => {
    expect(readBrain('line_follower', { car: 'academy' }).topics).toEqual(ACADEMY);
    expect(readBrain(brain('', devices(F1.camera)), { car: 'academy' }).topics).toEqual(ACADEMY);
  });

  it('is rejected with file and key', () => {
    const file = brain('    Car: acadmy\n');
    expect(() => readBrain(file)).toThrow(
      `${file}: Behaviors.Robot.Car is 'acadmy', must be f1, multicamera, academy or the path of a YAML file`,
    );
    expect(() => readBrain(brain('    Car: ./none.yml\n'))).toThrow('none.yml: no such car file');
  });
});

import { readCamera } from '../../src/config/camera-settings';
import { Section } from '../../src/config/section';

const read = (value: unknown) => readCamera(new Section({ Camera: value }, 'brain.yml', 'Robot'), 'Camera');

describe('the camera of a brain file', () => {
  it('may be set in part', () => {
    expect(read({ height_m: 0.3, x_m: 0.25 })).toEqual({ height_m: 0.3, x_m: 0.25 });
    expect(read('height_m=0.3, pitch_rad=-0.1')).toEqual({ height_m: 0.3, pitch_rad: -0.1 });
  });

  it('may be that of a known car', () => {
    expect(read('multicamera')).toMatchObject({ height_m: 0.3, x_m: 0.25, y_m: 0.08, pitch_rad: 0 });
    expect(read('f1').fov_rad).toBeCloseTo(1.57, 2);
  });

  it.each([
    [{ height_m: -0.1 }, 'Robot.Camera.height_m is -0.1: the lens would be under the road'],
    [{ height_m: 0 }, 'under the road'],
    [{ height_m: 40 }, 'from 0.02 to 3'],
    [{ pitch_rad: -1.2 }, 'Robot.Camera.pitch_rad is -1.2: the camera would look at the sky'],
    [{ pitch_rad: 2 }, 'look behind itself'],
    [{ fov_rad: 3.3 }, 'Robot.Camera.fov_rad is 3.3; write the horizontal field of view'],
    [{ fov_rad: -1 }, 'field of view'],
    [{ x_m: 12 }, 'Robot.Camera.x_m is 12'],
    [{ y_m: -9 }, 'Robot.Camera.y_m is -9'],
    [{ height: 0.3 }, "height is not a known key (did you mean 'height_m'?)"],
    ['height_m=-1', 'Robot.Camera has a height_m that is -1: the lens would be under the road'],
    ['multicam', "Robot.Camera is 'multicam', must be f1 or multicamera, or values of height_m"],
    ['height_m=high', 'must be f1 or multicamera'],
  ])('%j is rejected in one line', (value, message) => {
    expect(() => read(value)).toThrow(message);
    try {
      read(value);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});

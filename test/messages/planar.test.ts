import {
  decodeOdometryWithoutCovariance,
  encodeOdometry,
  planarMotion,
  yawOf,
} from '../../src/messages/index';
import { odometryMessage } from '../helpers/bags';

describe('The yaw of a quaternion', () => {
  it.each([0, 1, -1, 3.1, -3.1])('is %d', (yaw) => {
    expect(yawOf({ x: 0, y: 0, z: 2 * Math.sin(yaw / 2), w: 2 * Math.cos(yaw / 2) })).toBeCloseTo(yaw, 12);
  });

  it.each([0, Number.NaN, Number.POSITIVE_INFINITY])('is NaN where w is %d and the rest is zero', (w) => {
    expect(yawOf({ x: 0, y: 0, z: 0, w })).toBeNaN();
  });
});

describe('Motion on the plane', () => {
  it('is what odometry tells of a car', () => {
    expect(planarMotion(odometryMessage(1.25, -2.5, 9, 8))).toEqual({
      x_m: 1.25,
      y_m: -2.5,
      yaw_rad: 2 * Math.atan2(0.6, 0.8),
      v_mps: 3,
      w_radps: -0.5,
    });
  });

  it('is the same without the covariances, NaN and infinity included', () => {
    const message = odometryMessage(Number.NaN, Number.POSITIVE_INFINITY, 0);
    const read = decodeOdometryWithoutCovariance(encodeOdometry(message));
    expect(planarMotion(read)).toEqual(planarMotion(message));
    expect(planarMotion(read)).toMatchObject({ x_m: Number.NaN, y_m: Number.POSITIVE_INFINITY });
  });
});

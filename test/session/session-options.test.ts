import { ConfigurationError } from '../../src/errors';
import { Session } from '../../src/session/session';
import { checkSessionOptions, type SessionOptions } from '../../src/session/session-options';

describe('options of a session', () => {
  it('are taken as they are where they are right', () => {
    const signal = new AbortController().signal;
    const options: SessionOptions = {
      world: 'external',
      brain: 'line_follower',
      out: null,
      laps: 3,
      start: 'random',
      argv: ['camera:=/front'],
      environment: { ROS_MASTER_URI: 'http://127.0.0.1:9' },
      signal,
    };
    expect(checkSessionOptions(options)).toEqual(options);
  });

  it('may be undefined, which leaves them out', () => {
    expect(checkSessionOptions({ world: 'lockstep', brain: undefined } as never)).toEqual({
      world: 'lockstep',
    });
  });

  it.each<[unknown, RegExp]>([
    [undefined, /Session options must be an object such as \{world: 'lockstep'/],
    ['lockstep', /must be an object/],
    [{}, /world is missing/],
    [
      { world: 'lockstp' },
      /world is 'lockstp', must be one of lockstep, ros, external \(did you mean 'lockstep'\?\)/,
    ],
    [{ world: 'ros', lap: 2 }, /lap is not an option \(did you mean 'laps'\?\)/],
    [{ world: 'ros', laps: 0 }, /laps must be a number from 1 to 10000, found 0/],
    [{ world: 'external', laps: 2000 }, /laps must be a number from 1 to 1000/],
    [{ world: 'ros', timeout_s: -5 }, /timeout_s must be a number from 0\.1 to 1000000, found -5/],
    [{ world: 'ros', corruptionStrength: 4 }, /corruptionStrength must be a number from 0 to 3, found 4/],
    [{ world: 'ros', startPose: { x_m: 1, y_m: 2 } }, /startPose must be an object of three numbers/],
    [
      { world: 'external', startPose: { x_m: 1, y_m: 2, yaw_rad: 0 } },
      /startPose is an option of the worlds 'lockstep' and 'ros'/,
    ],
    [{ world: 'ros', seed: 1.5 }, /seed must be a whole number/],
    [{ world: 'ros', direction: 'back' }, /direction is 'back', must be one of forward, reverse/],
    [{ world: 'ros', provider: 'gpu' }, /provider is 'gpu', must be one of/],
    [{ world: 'ros', record: 'yes' }, /record must be true or false, found 'yes'/],
    [{ world: 'ros', out: 5 }, /out must be a non-empty string/],
    [{ world: 'ros', logLevel: 'loud' }, /logLevel is 'loud', must be one of/],
    [{ world: 'ros', signal: true }, /signal must be an AbortSignal/],
    [{ world: 'external', argv: 'camera:=/front' }, /argv must be a list of strings/],
    [{ world: 'lockstep', start: 'random' }, /start is an option of the world 'external' only/],
    [
      { world: 'external', cameraRate_hz: 10 },
      /cameraRate_hz is an option of the worlds 'lockstep' and 'ros'/,
    ],
    [{ world: 'ros', cameraRate_hz: 0 }, /cameraRate_hz must be a number from 0.1 to 1000, found 0/],
    [{ world: 'ros', cameraRate_hz: 1e9 }, /cameraRate_hz must be a number from 0.1 to 1000/],
    [{ world: 'ros', cameraRate_hz: Number.NaN }, /cameraRate_hz must be a number .* found NaN/],
    [
      { world: 'ros', cameraRate_hz: 10, cameraJitter_ms: 101 },
      /cameraJitter_ms.* is 101 ms, more than the 100/,
    ],
    [{ world: 'ros', frameDrop: 1.1 }, /frameDrop must be a number from 0 to 1, found 1.1/],
    [{ world: 'ros', latency_ms: -1 }, /latency_ms must be a number from 0 to 10000, found -1/],
    [{ world: 'ros', cameraStall: 3 }, /cameraStall must be a list/],
    [{ world: 'ros', cameraStall: [{ duration_s: 0 }] }, /cameraStall must last more than 0 .* found 0/],
    [{ world: 'ros', cameraStall: [{ duration_s: 1, at_s: -1 }] }, /cameraStall must begin 0 to .* found -1/],
    [
      { world: 'ros', cameraTiming: 'a.csv', latency_ms: 9 },
      /latency_ms.* cannot be given with .*cameraTiming/,
    ],
    [{ world: 'lockstep', out: null, record: true }, /record needs a folder/],
  ])('are refused when the session is made: %j', (options, message) => {
    const make = () => new Session(options as SessionOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});

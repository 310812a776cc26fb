import { readFileSync } from 'node:fs';
import { gazeboSessionOptions } from '../../../src/experiment/work/gazebo-session-options';
import { checkSessionOptions } from '../../../src/session/session-options';
import { networkRun, newFolder, ringRun } from './ring-runs';

const world = { kind: 'gazebo', launch: 'ring.launch' } as const;

describe('the session of a run in Gazebo', () => {
  it('has everything that the plan has', async () => {
    const folder = newFolder();
    const options = await gazeboSessionOptions(
      networkRun({
        world,
        seed: 7,
        laps: 2,
        timeout_s: 9,
        compensation: 'off',
        provider: 'cpu',
        corruption: { name: 'rain', strength: 0.5 },
        perfectLap: { name: 'lap', path: '/laps/ring.bag', sha256: '' },
        recovery: { kind: 'reset', limit: 3 },
        record: { bag: true, images: 'jpeg', compression: 'lz4', picture: true },
      }),
      folder,
    );
    expect(checkSessionOptions(options)).toMatchObject({
      world: 'external',
      start: 'reset',
      direction: 'forward',
      seed: 7,
      laps: 2,
      timeout_s: 9,
      compensation: 'off',
      provider: 'cpu',
      imageTransform: 'rain',
      corruptionStrength: 0.5,
      perfectLap: '/laps/ring.bag',
      recovery: 'reset',
      recoveryLimit: 3,
      out: folder,
      record: true,
      recordImages: 'jpeg',
      recordCompression: 'lz4',
      picture: true,
      guard: false,
      model: expect.stringMatching(/slim_pilotnet\.onnx$/),
    });
  });

  it('starts where the plan says, turned round against the direction of the world', async () => {
    const start = { kind: 'pose', name: 'random 1', x_m: -8, y_m: 0.25, yaw_rad: 1.5 } as const;
    const options = await gazeboSessionOptions(ringRun({ world, start }), newFolder());
    expect(options.startRow).toBe(1);
    expect(readFileSync(options.start!, 'utf8')).toBe('x_m,y_m,yaw_rad\n-8,0.25,1.5\n');
    const reverse = await gazeboSessionOptions(ringRun({ world, direction: 'reverse' }), newFolder());
    expect(reverse).toMatchObject({ start: 'circuit', direction: 'reverse' });
  });

  it('ends as the same run in the built-in world does where no timeout is given', async () => {
    const { timeout_s } = await gazeboSessionOptions(ringRun({ world }), newFolder());
    // 50 m at 2 m/s and 30 s more.
    expect(timeout_s).toBeCloseTo(55, 0);
  });
});

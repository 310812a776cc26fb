import { diagnostics, LEVEL } from '../../../src/session/telemetry/diagnostics';
import type { NodeState } from '../../../src/session/telemetry/state';
import { DRIVING } from './state';

const part = (name: string, changes: Partial<NodeState> = {}) =>
  diagnostics({ ...DRIVING, ...changes }, '/car2/f1_brain').find((status) =>
    status.name.endsWith(`: ${name}`),
  )!;
const interval = (changes: Partial<NodeState['interval']>) => ({
  interval: { ...DRIVING.interval, ...changes },
});

describe('the diagnostics', () => {
  it('name node and part, and are all well for a node that drives well', () => {
    const all = diagnostics(DRIVING, '/car2/f1_brain');
    expect(all.map(({ name }) => name)).toEqual(
      ['drive', 'camera', 'model', 'recording', 'faults'].map((name) => `car2/f1_brain: ${name}`),
    );
    expect(all.map(({ level }) => level)).toEqual([0, 0, 0, 0, 0]);
  });

  it('hold frequency, latency, drops, watchdog, model and provider', () => {
    const values = Object.fromEntries(
      diagnostics(DRIVING, '/f1_brain').flatMap(({ values }) => values.map(({ key, value }) => [key, value])),
    );
    expect(values).toMatchObject({
      decisions_hz: '20',
      sensor_to_actuator_mean_ms: '1.2',
      frames_superseded: '0',
      watchdog_stops: '0',
      model: 'pilotnet',
      provider: 'cpu',
      real_time_factor: '0.99',
      gazebo_real_time_factor: '',
    });
  });

  it.each([
    [
      'drive',
      { stoppedBecause: 'no good camera frame for 501 ms' },
      LEVEL.error,
      'car stopped: no good camera',
    ],
    ['drive', { paused: true }, LEVEL.warn, 'paused'],
    ['drive', { cars: 0 }, LEVEL.warn, 'nobody subscribes to the commands'],
    ['camera', interval({ frames_hz: 0 }), LEVEL.stale, 'no frames'],
    ['camera', interval({ rejected: 3 }), LEVEL.warn, '3 frames could not be read'],
    ['camera', interval({ failed: 2 }), LEVEL.warn, 'the brain failed on 2 frames'],
    ['camera', interval({ superseded: 4 }), LEVEL.warn, '4 frames were superseded'],
    ['model', { model: null, brain: 'line_follower' }, LEVEL.ok, 'line_follower, no network'],
    ['model', { provider: 'webgpu' }, LEVEL.ok, 'pilotnet on webgpu'],
    ['recording', { bag: null }, LEVEL.ok, 'off'],
    ['recording', { recordUnsaved: true }, LEVEL.error, 'not saved'],
    ['faults', { lasting: ['camera_stalled'] }, LEVEL.warn, 'camera_stalled'],
    ['faults', { incidents: { camera_stalled: 2 } }, LEVEL.ok, '2 so far'],
  ])('%s of %j', (name, changes, level, message) => {
    const status = part(name, changes);
    expect(status.level).toBe(level);
    expect(status.message).toContain(message);
  });
});

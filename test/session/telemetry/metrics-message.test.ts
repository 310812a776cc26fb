import { readFileSync } from 'node:fs';
import path from 'node:path';
import { metricsMessage } from '../../../src/session/telemetry/metrics-message';
import { DRIVING } from './state';

const stamp = { sec: 10, nsec: 5 };

describe('the metrics message', () => {
  it('has the fields of its definition, in order', () => {
    const definition = readFileSync(path.resolve(__dirname, '../../../msg/Metrics.msg'), 'utf8');
    const fields = [...definition.matchAll(/^[\w/]+ (\w+)/gm)].map(([, name]) => name);
    expect(Object.keys(metricsMessage(DRIVING, stamp, 1))).toEqual(fields);
  });

  it('gives what exists, and NaN or an empty text for what does not', () => {
    const message = metricsMessage({ ...DRIVING, model: null, command: null }, stamp, 7);
    expect(message).toMatchObject({
      header: { seq: 7, stamp },
      brain: 'pilotnet',
      model: '',
      paused: false,
      stopped: false,
      real_time_factor: 0.99,
      gazebo_real_time_factor: Number.NaN,
      v_mps: Number.NaN,
      brain_capacity_hz: 1000,
      position_deviation_m: -0.02,
      frames_received: 200,
    });
  });

  it('says when the node keeps the car standing', () => {
    expect(metricsMessage({ ...DRIVING, stoppedBecause: 'why', stops: 1 }, stamp, 1)).toMatchObject({
      stopped: true,
      stops: 1,
    });
  });
});

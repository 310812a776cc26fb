import type { CompensationMode } from '../../../src/config/compensation';
import { Session } from '../../../src/session/session';
import { temporaryFolder, writeRing } from '../../helpers/command-line';

const RING = writeRing(temporaryFolder());

/** A network drives the ring twice with frames at 10 Hz whose commands take effect 100 ms after them. */
async function drive(compensation: CompensationMode) {
  const session = new Session({
    world: 'lockstep',
    brain: 'slim_pilotnet',
    circuit: RING,
    laps: 2,
    cameraRate_hz: 10,
    latency_ms: 100,
    compensation,
    out: null,
  });
  return (await session.run()).statistics;
}

describe('A network whose frames are late and few', () => {
  it('stays within a tenth of a metre of the line', async () => {
    const { completed, position_deviation_max_m, wall_contacts } = await drive('auto');
    expect(completed).toBe(true);
    expect(wall_contacts).toBe(0);
    expect(position_deviation_max_m).toBeLessThan(0.1);
  });

  it('does not without compensation', async () => {
    const { completed, position_deviation_max_m } = await drive('off');
    expect(completed && position_deviation_max_m! < 0.1).toBe(false);
  });
});

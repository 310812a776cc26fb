import { existsSync } from 'node:fs';
import path from 'node:path';
import { CIRCUITS } from '../../../scripts/support/circuits';
import { Session } from '../../../src/session/session';

/** Camera times of two drives in Gazebo on a machine that does not keep up: one hit the wall. */
const TIMING = path.join(__dirname, '../../../../shared/gazebo/timing');
const TRACES = ['montreal-network-fails.csv', 'montreal-line-follower.csv'];

(existsSync(TIMING) ? describe : describe.skip).each(TRACES)('Under the times of %s', (trace) => {
  describe.each(['slim_pilotnet', 'line_follower'])('%s', (brain) => {
    it.each(CIRCUITS)('completes %s and touches no wall', async (circuit) => {
      const cameraTiming = path.join(TIMING, trace);
      const session = new Session({ world: 'lockstep', brain, circuit, cameraTiming, out: null });
      const { completed, wall_contacts } = (await session.run()).statistics;
      expect({ completed, wall_contacts }).toEqual({ completed: true, wall_contacts: 0 });
    });
  });
});

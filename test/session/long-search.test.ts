import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session } from '../../src/session/session';
import { newFolder } from './support/lap-ring';

/** Longer than a car may go on without progress, 10 s. */
const SEARCH_S = 12;

test('laps end with a search when the brain gives it up, and not before', async () => {
  const folder = newFolder();
  const brain = path.join(folder, 'patient.yml');
  writeFileSync(
    brain,
    `Behaviors: {Robot: {BrainPath: line_follower, Parameters: {search_time_s: ${SEARCH_S}}, Type: f1}}\n`,
  );
  const out = path.join(folder, 'out');
  const session = new Session({
    ...{ world: 'lockstep', brain, circuit: 'montmelo_no_red_line', out, logLevel: 'error' },
  });
  const { statistics } = await session.run();
  expect(statistics).toMatchObject({
    ended_because: 'gave_up',
    ended_detail: expect.stringContaining(`in view for ${SEARCH_S}.`),
  });
  // From the poses of the bag it would have ended before.
  const measured = JSON.parse(readFileSync(statistics.files!.metrics!, 'utf8'));
  expect(measured).toMatchObject({ f1_brain: { ended_because: 'gave_up' } });
});

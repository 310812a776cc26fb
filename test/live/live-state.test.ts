import type { LiveState } from '../../src/live/messages';
import type { SessionState } from '../../src/session/session-events';

/** True where two types are the same. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

// The page's messages import nothing of a session: they repeat its states.
test('a page knows the states of a session, and no others', () => {
  // Types are checked before tests run.
  const areSame: Same<LiveState, SessionState> = true;
  expect(areSame).toBe(true);
});

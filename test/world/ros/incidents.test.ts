import { type IncidentChange, Incidents } from '../../../src/world/ros/incidents';
import { Log } from '../../ros/support/log';

function incidents() {
  const log = new Log();
  const clock = { now_ms: 0 };
  return { log, clock, of: new Incidents(log, () => clock.now_ms) };
}

describe('incidents', () => {
  it('are counted, and said once at their beginning and once at their end with the time they took', () => {
    const { log, clock, of } = incidents();
    of.begin('odometry_stalled', 'odometry stopped');
    of.begin('odometry_stalled', 'odometry stopped');
    expect(of.current()).toEqual([{ kind: 'odometry_stalled', who: '', since_ms: 0 }]);
    clock.now_ms = 2500;
    of.end('odometry_stalled', 'odometry is back');
    of.end('odometry_stalled', 'odometry is back');
    expect(log.lines).toEqual(['warn: odometry stopped', 'info: odometry is back after 2.5 s']);
    expect(of.counts()).toMatchObject({ odometry_stalled: 1, master_lost: 0 });
    expect(of.current()).toEqual([]);
  });

  it('that somebody else says are only counted', () => {
    const { log, of } = incidents();
    of.begin('master_lost', null);
    of.end('master_lost', 'the master is back');
    of.happened('reconnected', null);
    expect(log.lines).toEqual([]);
    expect(of.counts()).toMatchObject({ master_lost: 1, reconnected: 1 });
  });

  it('that began unsaid, beside another one, are said when they outlast it, and counted once', () => {
    const { log, of } = incidents();
    of.begin('clock_stalled', null);
    of.begin('clock_stalled', 'the clock stands still');
    of.end('clock_stalled', 'time goes on');
    expect(log.lines).toEqual(['warn: the clock stands still', 'info: time goes on after 0.0 s']);
    expect(of.counts().clock_stalled).toBe(1);
  });

  it('of several nodes are told apart', () => {
    const { log, of } = incidents();
    of.begin('foreign_commands', '/a drives too', '/a');
    of.begin('foreign_commands', '/b drives too', '/b');
    of.end('foreign_commands', '/a is gone', '/a');
    expect(of.isCurrent('foreign_commands', '/a')).toBe(false);
    expect(of.isCurrent('foreign_commands', '/b')).toBe(true);
    expect(log.lines).toHaveLength(3);
  });

  it('tell a listener whether they last, and when they are over', () => {
    const { of } = incidents();
    const told: IncidentChange[] = [];
    of.onIncident((change) => told.push(change));
    of.begin('foreign_commands', null, '/a');
    of.happened('car_jumped', null);
    of.end('foreign_commands', '/a is gone', '/a');
    expect(told).toEqual([
      { kind: 'foreign_commands', who: '/a', lasts: true, over: false },
      { kind: 'car_jumped', who: '', lasts: false, over: false },
      { kind: 'foreign_commands', who: '/a', lasts: true, over: true },
    ]);
  });

  it('that flutter do not fill the log, and are counted all the same', () => {
    const { log, clock, of } = incidents();
    for (let i = 0; i < 100; i += 1) {
      clock.now_ms = 50 * i;
      of.happened('camera_changed', `size ${i}`);
    }
    expect(log.lines).toEqual(['warn: size 0', 'warn: size 1', 'warn: size 2']);
    clock.now_ms = 60_000;
    of.happened('camera_changed', 'the last size');
    expect(log.lines.at(-1)).toBe('warn: the last size (97 more since this was last said)');
    expect(of.counts().camera_changed).toBe(101);
  });
});

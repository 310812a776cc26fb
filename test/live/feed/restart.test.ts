import type { Broadcast, ToLiveThread } from '../../../src/live/feed/channel';
import { Feed } from '../../../src/live/feed/feed';
import { frameSlotMemory } from '../../../src/live/feed/frame-slot';
import { SampleReader, sampleRingMemory } from '../../../src/live/feed/sample-ring';
import { POSE, RESTART, ROW_COLUMNS } from '../../../src/live/feed/samples';
import { Hub } from '../../../src/live/server/hub';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { EventSource } from '../../../src/session/event-source';
import type { SessionEvents } from '../../../src/session/session-events';
import type { Pose } from '../../../src/types';

const newMetrics = () => new LapMetrics(null, 'forward', 1);
const poseAt = (sim_s: number): Pose => ({
  x_m: sim_s,
  y_m: 0,
  yaw_rad: 0,
  v_mps: 1,
  w_radps: 0,
  sim_s,
  arrival_ms: performance.now(),
});

/** A session's events and metrics, fed into a ring. @param rows that the ring holds */
function feeding(rows: number, onMessage: (message: Broadcast) => void) {
  const events = new EventSource<SessionEvents>((error) => {
    throw error;
  });
  const view = { metrics: newMetrics() };
  const memory = { samples: sampleRingMemory(ROW_COLUMNS, rows), frames: frameSlotMemory() };
  const zero_ms = performance.now();
  const session = { on: events.on.bind(events), view };
  const feed = new Feed({ ...memory, session, zero_ms, onPixels: () => {}, onMessage });
  return { events, view, memory, feed, zero_ms };
}

describe('metrics that begin again', () => {
  it('are told, with their time, before anything of them, although the ring was full', () => {
    const told: Broadcast[] = [];
    const { events, view, memory, feed, zero_ms } = feeding(4, (message) => told.push(message));
    const reader = new SampleReader(memory.samples);
    const rows: (readonly [kind: number, value: number])[] = [];
    const drain = () => reader.drain((row) => void rows.push([row[0]!, row[2]!]));
    for (let i = 0; i < 6; i++) events.emit('pose', poseAt(i));
    view.metrics = newMetrics();
    events.emit('pose', poseAt(100));
    events.emit('lap', { lap: 1, seconds: 1 });
    // A row that there is no room for is lost, a restart waits.
    events.emit('pose', poseAt(101));
    expect(told).toEqual([]);
    drain();
    expect(rows).toEqual([0, 1, 2, 3].map((sim_s) => [POSE, sim_s]));
    rows.length = 0;
    events.emit('pose', poseAt(102));
    events.emit('pose', poseAt(103));
    expect(told).toMatchObject([{ type: 'lap', lap: 1 }]);
    const times: number[] = [];
    reader.drain((row) => {
      rows.push([row[0]!, row[2]!]);
      if (row[0] === RESTART) times.push(row[1]!);
    });
    expect(rows.map(([kind]) => kind)).toEqual([RESTART, POSE, POSE]);
    expect(rows.slice(1).map(([, sim_s]) => sim_s)).toEqual([101, 102]);
    expect(times[0]).toBeGreaterThan(0);
    expect(times[0]).toBeLessThanOrEqual(performance.now() - zero_ms);
    feed.close();
  });

  it('are told when nothing is driven', () => {
    const { view, memory, feed } = feeding(4, () => {});
    feed.follow();
    view.metrics = newMetrics();
    feed.follow();
    feed.follow();
    const kinds: number[] = [];
    new SampleReader(memory.samples).drain((row) => void kinds.push(row[0]!));
    expect(kinds).toEqual([RESTART]);
    feed.close();
  });

  it('come to a page before their first lap, with the time at which they began', async () => {
    const post = (message: Broadcast): void =>
      hub.receive({ type: 'broadcast', message } satisfies ToLiveThread);
    const { events, view, memory, feed, zero_ms } = feeding(64, post);
    const hub = new Hub(memory, () => {});
    const texts: string[] = [];
    hub.open({
      bufferedAmount: 0,
      send: (data) => void texts.push(String(data)),
      ping: () => {},
      close: () => {},
      terminate: () => {},
    });
    for (let i = 0; i < 4; i++) events.emit('pose', poseAt(i));
    view.metrics = newMetrics();
    const before_ms = performance.now() - zero_ms;
    events.emit('lap', { lap: 1, seconds: 1 });
    const [restart, lap] = texts.map((text) => JSON.parse(text));
    expect(restart).toEqual({ type: 'restart', wall_ms: expect.any(Number) });
    expect(restart.wall_ms).toBeGreaterThanOrEqual(before_ms);
    expect(lap).toMatchObject({ type: 'lap', lap: 1 });
    expect(lap.wall_ms).toBeGreaterThanOrEqual(before_ms);
    feed.close();
    await hub.close();
  });
});

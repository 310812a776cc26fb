import type { FromLiveThread, SharedState } from '../../../src/live/feed/channel';
import { frameSlotMemory } from '../../../src/live/feed/frame-slot';
import { sampleRingMemory } from '../../../src/live/feed/sample-ring';
import { ROW_COLUMNS } from '../../../src/live/feed/samples';
import { Hub } from '../../../src/live/server/hub';

const HAND = JSON.stringify({ type: 'hand', throttle: 0, steering: 0 });
const controlOf = (id: number) => JSON.stringify({ type: 'control', id, action: 'pause' });
const LOOK = JSON.stringify({ type: 'look', recording: 0, image: 3 });
const VIEW = JSON.stringify({ type: 'view', kinds: [], width: 640, rate_hz: 10 });

const hubs: Hub[] = [];

/** A hub with one page, whose clock stands still unless it is moved. */
function opened() {
  let now_ms = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now_ms);
  const sent: FromLiveThread[] = [];
  const memory = { samples: sampleRingMemory(ROW_COLUMNS, 8), frames: frameSlotMemory() };
  const hub = new Hub(memory, (message) => void sent.push(message));
  hubs.push(hub);
  const closed: [number, string][] = [];
  const texts: string[] = [];
  const page = hub.open({
    bufferedAmount: 0,
    send: (text) => void texts.push(String(text)),
    ping: () => {},
    close: (code, reason) => void closed.push([code, reason]),
    terminate: () => {},
  });
  const say = (text: string, times = 1) => {
    for (let i = 0; i < times; i++) hub.request(page, text);
  };
  const drive = (hand: number | null) => {
    const state = { hand, driver: { brain: null, model: null, provider: null } } as SharedState;
    hub.receive({ type: 'state', state, sight: { modelFile: null, camera: {}, isCorrupted: false } });
  };
  const takeSent = () => sent.splice(0).map(({ type }) => type);
  const wait = (time_ms: number) => {
    now_ms += time_ms;
  };
  return { hub, page, closed, say, drive, takeSent, wait };
}

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  jest.restoreAllMocks();
});

describe('what a page may send', () => {
  it('is hands while it drives, 60 a second at most', () => {
    const { page, closed, say, drive, takeSent, wait } = opened();
    say(HAND);
    drive(page.number + 1);
    say(HAND);
    expect(takeSent()).toEqual([]);
    drive(page.number);
    say(HAND, 1000);
    expect(takeSent()).toHaveLength(30);
    wait(100);
    say(HAND, 1000);
    expect(takeSent()).toHaveLength(6);
    expect(closed).toEqual([]);
  });

  it('is a few controls before their answers', () => {
    const { hub, page, closed, say, takeSent } = opened();
    for (let id = 0; id < 8; id++) say(controlOf(id));
    hub.receive({ type: 'answer', page: page.number, id: 0, action: 'pause', isDone: true, line: 'paused' });
    say(controlOf(8));
    expect([takeSent().length, closed]).toEqual([9, []]);
    say(controlOf(9));
    expect(takeSent()).toEqual([]);
    expect(closed).toEqual([[1008, 'more than 8 controls wait for their answers']]);
  });

  it('is 120 images of recordings a second, of which one at a time is asked for', () => {
    const { hub, closed, say, takeSent, wait } = opened();
    hub.receive({
      type: 'replay',
      scene: { text: '{}', sights: [{ modelFile: null, camera: {}, isCorrupted: false }] },
    });
    say(LOOK, 120);
    wait(100);
    say(LOOK, 12);
    expect([takeSent(), closed]).toEqual([['look'], []]);
    say(LOOK);
    expect(closed).toEqual([[1008, 'more than 120 images a second']]);
  });

  it('is 20 other messages a second, and some at once', () => {
    const { closed, say, wait } = opened();
    say(VIEW, 60);
    wait(100);
    say(VIEW, 2);
    expect(closed).toEqual([]);
    say(VIEW);
    expect(closed).toEqual([[1008, 'more than 20 messages a second']]);
  });
});

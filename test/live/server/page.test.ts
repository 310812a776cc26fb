import { History } from '../../../src/live/server/history';
import { ImagePace } from '../../../src/live/server/image-pace';
import { Page } from '../../../src/live/server/page';

class FakeSocket {
  bufferedAmount = 0;
  readonly sent: (string | Uint8Array)[] = [];
  readonly pings: string[] = [];
  closed: [number, string] | null = null;
  terminated = false;
  send(data: string | Uint8Array) {
    this.sent.push(data);
  }
  ping(data: string) {
    this.pings.push(data);
  }
  close(code: number, reason: string) {
    this.closed = [code, reason];
  }
  terminate() {
    this.terminated = true;
  }
}

const POSE = [0, 0, 1, 2, 0, 5, 0, 0.1, 3];
const VIEW = { type: 'view', kinds: ['camera'], width: 640, rate_hz: 10 } as const;

function opened() {
  const socket = new FakeSocket();
  const history = new History();
  const page = new Page(1, socket, 0);
  page.sendPast(history);
  const texts: string[] = [];
  const send = () =>
    page.sendSamples(history.end, (from) => {
      const samples = history.since(from);
      if (samples) texts.push(JSON.stringify(samples.poses.percent));
      return samples && JSON.stringify(samples);
    });
  return { socket, history, page, texts, send };
}

describe('a page', () => {
  it('gets each sample once', () => {
    const { history, texts, send } = opened();
    history.pose(POSE);
    send();
    send();
    history.pose([...POSE.slice(0, 8), 4]);
    history.pose([...POSE.slice(0, 8), Number.NaN]);
    send();
    expect(texts).toEqual(['[3]', '[4,null]']);
  });

  it('gets what it missed in one message when it is not behind any more', () => {
    const { socket, history, texts, send } = opened();
    socket.bufferedAmount = 1_000_000;
    for (let i = 0; i < 3; i++) {
      history.pose([...POSE.slice(0, 8), i]);
      send();
    }
    expect(texts).toEqual([]);
    socket.bufferedAmount = 0;
    send();
    expect(texts).toEqual(['[0,1,2]']);
  });

  it('gets the last samples, although it is behind', () => {
    const { socket, history, page } = opened();
    socket.bufferedAmount = 1_000_000;
    history.pose(POSE);
    page.sendSamples(history.end, () => 'the last', true);
    expect(socket.sent.at(-1)).toBe('the last');
  });

  it('that takes nothing for half a minute is given up', () => {
    const { socket, page } = opened();
    socket.bufferedAmount = 1_000_000;
    expect([page.check(1000), page.check(30_000), page.check(31_001)]).toEqual([true, true, false]);
    expect(socket.terminated).toBe(true);
  });

  it('that is silent is asked, and given up without an answer', () => {
    const { socket, page } = opened();
    expect(page.check(10_001)).toBe(true);
    expect(socket.pings).toEqual(['0']);
    page.pong('0', 10_002);
    expect(page.check(70_000)).toBe(true);
    expect(page.check(70_003)).toBe(false);
  });
});

describe('the pace of images', () => {
  it('is the one asked for', () => {
    const pace = new ImagePace();
    expect(pace.take(0, 0)).toBe(false);
    pace.view = VIEW;
    const taken = [0, 50, 100, 199, 200].map((now_ms) => {
      const takes = pace.take(now_ms, 0);
      if (takes) pace.arrived(pace.sent());
      return takes;
    });
    expect(taken).toEqual([true, false, true, false, true]);
  });

  it('waits for images that have not arrived, and for bytes that have not left', () => {
    const pace = new ImagePace();
    pace.view = VIEW;
    const numbers = [0, 100, 200].map((now_ms) => pace.take(now_ms, 0) && pace.sent());
    expect([numbers, pace.take(300, 0)]).toEqual([[1, 2, 3], false]);
    pace.arrived(2);
    expect([pace.take(400, 100_000), pace.take(500, 0)]).toEqual([false, true]);
  });

  it('makes images smaller for a page that misses most of them, and larger again', () => {
    const pace = new ImagePace();
    pace.view = VIEW;
    let now_ms = 0;
    const trial = (waiting: number) => {
      for (let i = 0; i < 20; i++, now_ms += 100) if (pace.take(now_ms, waiting)) pace.arrived(pace.sent());
      return pace.width;
    };
    expect([trial(1e6), trial(1e6), trial(1e6), trial(0), trial(0), trial(0)]).toEqual([
      320, 160, 160, 320, 640, 640,
    ]);
  });
});

describe('the history of a run', () => {
  it('is thinned, and keeps its end', () => {
    const history = new History();
    for (let i = 0; i < 10_000; i++) history.pose([...POSE.slice(0, 8), i]);
    const { percent } = history.past().poses;
    expect(percent.length).toBeLessThanOrEqual(4096);
    expect([percent[0], percent.at(-1)! > 9990]).toEqual([0, true]);
  });

  it('begins again with the metrics', () => {
    const history = new History();
    history.pose(POSE);
    history.decision(POSE);
    history.restart();
    const { poses, decisions } = history.past();
    expect([poses.x_m, decisions.frame]).toEqual([[], []]);
  });

  it('thins what a page missed, says how much, and keeps the newest', () => {
    const history = new History();
    const from = history.end;
    for (let i = 0; i < 5000; i++) history.pose([...POSE.slice(0, 8), i]);
    history.lose(7);
    const { poses, lost } = history.since(from)!;
    expect(poses.percent.at(-1)).toBe(4999);
    expect(poses.percent.length + lost).toBe(5007);
    expect(poses.percent.length).toBeLessThanOrEqual(2000);
  });
});

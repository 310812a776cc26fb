import type { ExperimentNews } from '../../../src/live/feed/experiment-news';
import type { BoardMessage, BoardRequest, LiveTrack } from '../../../src/live/grid-messages';
import { Board } from '../../../src/live/server/board';
import { Page } from '../../../src/live/server/page';
import { FAULT, runEnd, sharedPlan } from '../support/shared-plan';

type Of<T extends BoardMessage['type']> = Extract<BoardMessage, { type: T }>;

/** A board whose pages keep what they are sent. */
function opened() {
  const pages = new Map<number, Page>();
  const watched: boolean[] = [];
  const board = new Board(pages, (isWatched) => void watched.push(isWatched));
  const open = () => {
    const messages: BoardMessage[] = [];
    const socket = {
      bufferedAmount: 0,
      send: (text: string | Uint8Array) => void messages.push(JSON.parse(String(text))),
      ping: () => {},
      close: () => {},
      terminate: () => {},
    };
    const page = new Page(pages.size + 1, socket, 0);
    pages.set(page.number, page);
    board.welcome(page);
    const take = () => messages.splice(0);
    const newest = <T extends BoardMessage['type']>(type: T) =>
      messages.filter((message): message is Of<T> => message.type === type).at(-1);
    const ask = (tracks: boolean, cell: BoardRequest['cell'] = null) =>
      board.request(page, { type: 'board', tracks, cell });
    const close = () => {
      pages.delete(page.number);
      board.left();
    };
    return { page, socket, take, newest, ask, close };
  };
  const tell = (...news: ExperimentNews[]) => {
    for (const one of news) board.take(one);
  };
  return { board, watched, open, tell };
}

const trackOf = (run: number, ...x_m: number[]): LiveTrack => ({
  run,
  percent: 10,
  sim_s: 4,
  v_mps: 12,
  deviation_m: 0.1,
  yaw_rad: 0,
  x_m,
  y_m: x_m.map(() => 0),
});
const plan = { kind: 'plan', plan: sharedPlan(2, 2, 3) } as const;

describe('what pages show of an experiment', () => {
  it('is all there for a page that comes late', () => {
    const { board, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 }, { kind: 'ended', run: 0, end: runEnd() });
    tell({ kind: 'started', run: 1 });
    board.flush();
    const page = open();
    expect(page.newest('grid')).toMatchObject({ name: 'trial', brains: ['brain_0', 'brain_1'] });
    expect(page.newest('cells')).toMatchObject({ completed: [1, 0, 0, 0], running: [0, 1, 0, 0] });
    expect(page.newest('running')).toMatchObject({ runs: [{ run: 1, brain: 1, circuit: 0 }], more: 0 });
    expect(page.newest('queue')).toMatchObject({ waiting: 10 });
  });

  it('comes in messages that tell what has changed, twice a second at most', () => {
    const { board, open, tell } = opened();
    tell(plan);
    const page = open();
    page.take();
    board.tick(1000);
    tell({ kind: 'started', run: 2 });
    board.tick(1400);
    expect(page.take().map(({ type }) => type)).toEqual(['running']);
    tell({ kind: 'ended', run: 2, end: FAULT });
    board.tick(1500);
    expect(page.newest('cells')).toMatchObject({ brain: [0], circuit: [1], failed: [1], running: [0] });
    expect(page.newest('running')).toMatchObject({ runs: [] });
    page.take();
    board.tick(2500);
    expect(page.take()).toEqual([]);
  });

  it('has the runs of the cell that a page asks for, again when they change', () => {
    const { board, open, tell } = opened();
    tell(plan);
    const [page, other] = [open(), open()];
    page.ask(false, [1, 1]);
    expect(page.newest('runs')).toMatchObject({ brain: 1, circuit: 1, runs: { length: 3 } });
    page.take();
    tell({ kind: 'ended', run: 0, end: runEnd() });
    board.tick(1000);
    expect(page.newest('runs')).toBeUndefined();
    tell({ kind: 'ended', run: 3, end: runEnd() });
    board.tick(2000);
    expect(page.newest('runs')!.runs[0]).toMatchObject({ run: 3, state: 'done', outcome: 'completed' });
    expect(other.newest('runs')).toBeUndefined();
    page.ask(false, [9, 9]);
    expect(page.take().filter(({ type }) => type === 'runs')).toHaveLength(1);
  });

  it('forgets the path of an attempt that was lost, and keeps those of other runs', () => {
    const { board, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 }, { kind: 'started', run: 1 });
    const [page, other] = [open(), open()];
    page.ask(true);
    tell({ kind: 'track', track: trackOf(0, 1, 2) }, { kind: 'track', track: trackOf(1, 7) });
    board.tick(1000);
    page.take();
    other.take();
    tell({ kind: 'again', run: 0 });
    board.tick(2000);
    expect(page.newest('tracks')).toMatchObject({ isWhole: true, tracks: [{ run: 1, x_m: [7] }] });
    tell({ kind: 'track', track: trackOf(0, 0) });
    board.tick(3000);
    expect(page.newest('tracks')).toMatchObject({ isWhole: false, tracks: [{ run: 0, x_m: [0] }] });
    expect(other.newest('tracks')).toBeUndefined();
  });

  it('has cars for the pages that show them, and only then they are told of', () => {
    const { board, watched, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 });
    const [page, other] = [open(), open()];
    page.ask(true);
    other.ask(false);
    expect(watched).toEqual([true]);
    tell({ kind: 'track', track: trackOf(0, 1, 2) }, { kind: 'track', track: trackOf(0, 3) });
    board.tick(1000);
    expect(page.newest('tracks')).toMatchObject({ isWhole: false, tracks: [{ run: 0, x_m: [1, 2, 3] }] });
    expect(other.newest('tracks')).toBeUndefined();
    tell({ kind: 'track', track: trackOf(0, 4) });
    other.ask(true);
    expect(other.newest('tracks')).toMatchObject({ isWhole: true, tracks: [{ x_m: [1, 2, 3, 4] }] });
    page.take();
    board.tick(1100);
    expect(page.newest('tracks')).toBeUndefined();
    page.close();
    expect(watched).toEqual([true]);
    other.ask(false);
    expect(watched).toEqual([true, false]);
  });

  it('has each place once, also for the page that is the first to show cars again', () => {
    const { board, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 });
    const first = open();
    first.ask(true);
    tell({ kind: 'track', track: trackOf(0, 1, 2) });
    first.close();
    const page = open();
    page.ask(true);
    expect(page.newest('tracks')).toMatchObject({ isWhole: true, tracks: [{ x_m: [1, 2] }] });
    tell({ kind: 'track', track: trackOf(0, 3) });
    board.tick(1000);
    expect(page.newest('tracks')).toMatchObject({ isWhole: false, tracks: [{ x_m: [3] }] });
  });

  it('has what a page asks for while it is too slow, once it is not', () => {
    const { board, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 }, { kind: 'track', track: trackOf(0, 1) });
    const page = open();
    page.take();
    page.socket.bufferedAmount = 1e6;
    page.ask(true, [0, 0]);
    expect(page.take()).toEqual([]);
    page.socket.bufferedAmount = 0;
    board.tick(1000);
    expect(page.newest('tracks')).toMatchObject({ isWhole: true, tracks: [{ run: 0, x_m: [1] }] });
    expect(page.newest('runs')).toMatchObject({ brain: 0, circuit: 0 });
  });

  it('forgets where a car was whose run is over', () => {
    const { board, open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 }, { kind: 'track', track: trackOf(0, 1) });
    tell({ kind: 'waits', run: 0 }, { kind: 'started', run: 0 });
    const page = open();
    page.ask(true);
    expect(page.newest('tracks')).toMatchObject({ tracks: [] });
    board.flush();
    expect(page.newest('cells')).toMatchObject({ running: [1] });
  });

  it('is thinned for long paths', () => {
    const { open, tell } = opened();
    tell(plan, { kind: 'started', run: 0 });
    const step = Array.from({ length: 100 }, (_, i) => i);
    for (let i = 0; i < 40; i++) tell({ kind: 'track', track: trackOf(0, ...step) });
    const page = open();
    page.ask(true);
    const { x_m } = page.newest('tracks')!.tracks[0]!;
    expect(x_m.length).toBeGreaterThan(700);
    expect(x_m.length).toBeLessThanOrEqual(1500);
  });

  it('comes whole to a page that was too slow for some of it', () => {
    const { board, open, tell } = opened();
    tell(plan);
    const page = open();
    page.take();
    page.socket.bufferedAmount = 1e6;
    tell({ kind: 'ended', run: 0, end: runEnd() });
    board.tick(1000);
    expect(page.take()).toEqual([]);
    page.socket.bufferedAmount = 0;
    board.tick(2000);
    expect(page.newest('cells')).toMatchObject({ completed: [1, 0, 0, 0] });
  });
});

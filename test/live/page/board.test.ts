import type { BoardMessage, CellsMessage, LiveRun } from '../../../src/live/grid-messages';
import { type Board, cellKey, takeBoard } from '../../../src/live/page/model/board';
import { countShown, findEntry, findNext } from '../../../src/live/page/model/grid-focus';
import {
  countDone,
  describeActivity,
  describeCourse,
  describeResults,
  describeRunEnd,
  formatLeft,
  listMarks,
} from '../../../src/live/page/model/grid-words';
import { buildMinimap } from '../../../src/live/page/model/minimap';
import { emptyState } from '../../../src/live/page/model/page-state';
import { reduce } from '../../../src/live/page/model/reduce';
import { RunTracks } from '../../../src/live/page/model/run-tracks';
import { HELLO } from './support/messages';

const GRID = {
  type: 'grid',
  name: 'trial',
  folder: 'out/trial',
  brains: ['line_follower', 'pilotnet'],
  circuits: ['simple_circuit'],
  isQueued: false,
} as const;

const CELLS: CellsMessage = {
  type: 'cells',
  brain: [0, 1],
  circuit: [0, 0],
  planned: [4, 4],
  running: [0, 1],
  completed: [0, 1],
  otherwise: [0, 1],
  failed: [0, 1],
  deviationMean_m: [null, 0.0412],
  averageSpeed_mps: [null, 11.48],
};

const runOf = (run: number): LiveRun => ({
  run,
  brain: 0,
  circuit: 0,
  direction: 'forward',
  repetition: run + 1,
  seed: run + 1,
  condition: '',
});
const running = (...runs: number[]) => ({ type: 'running', runs: runs.map(runOf), more: 0 }) as const;
const take = (...messages: BoardMessage[]) => messages.reduce(takeBoard, null as Board | null)!;

describe('the page of an experiment', () => {
  it('knows each cell as it was told last', () => {
    const board = take(GRID, CELLS, { ...CELLS, brain: [0], circuit: [0], running: [1], completed: [3] });
    expect(board.cells.get(cellKey([0, 0]))).toMatchObject({ planned: 4, running: 1, completed: 3 });
    expect(board.cells.get(cellKey([1, 0]))).toMatchObject({ failed: 1, deviationMean_m: 0.0412 });
  });

  it('has runs keep their places while others end and begin', () => {
    const places = (...messages: BoardMessage[]) =>
      take(GRID, ...messages).slots.map((slot) => slot?.run ?? null);
    expect(places(running(0, 1, 2))).toEqual([0, 1, 2]);
    expect(places(running(0, 1, 2), running(0, 2))).toEqual([0, null, 2]);
    expect(places(running(0, 1, 2), running(0, 2), running(0, 2, 3, 4))).toEqual([0, 3, 2, 4]);
    expect(places(running(0, 1, 2), running(0))).toEqual([0]);
  });

  it('begins again with another run, and is no experiment before it knows the grid', () => {
    const event = (message: BoardMessage | typeof HELLO) => ({ type: 'message', message, at_ms: 1 }) as const;
    const before = reduce(emptyState(0), event(CELLS));
    expect(before.board).toBeNull();
    const page = reduce(reduce(before, event(GRID)), event(CELLS));
    expect(page.board!.cells.size).toBe(2);
    expect(reduce(page, event(HELLO)).board).toBeNull();
  });

  it('says in words what a cell shows', () => {
    const { cells } = take(GRID, CELLS);
    const [first, second] = [cells.get('0 0')!, cells.get('1 0')!];
    expect([countDone(first), countDone(second)]).toEqual([0, 3]);
    expect([listMarks(first), listMarks(second)]).toEqual([[], ['1 running', '1 not completed', '1 failed']]);
    expect([describeResults(first), describeResults(second)]).toEqual(['', '0.041 m · 11.5 m/s']);
  });

  it('is walked through by keys, past what has no runs', () => {
    const place = (brain: number, circuit: number) =>
      [cellKey([brain, circuit]), { brain, circuit }] as const;
    const cells = new Map([place(0, 1), place(0, 3), place(2, 1)]) as unknown as Board['cells'];
    const next = (from: [number, number], key: string) => findNext(cells, from, key, [3, 4]);
    expect(findEntry(cells, null)).toEqual([0, 1]);
    expect(findEntry(cells, [0, 3])).toEqual([0, 3]);
    expect(findEntry(cells, [1, 1])).toEqual([0, 1]);
    expect(findEntry(new Map(), null)).toBeNull();
    expect([next([0, 1], 'ArrowRight'), next([0, 1], 'ArrowDown')]).toEqual([
      [0, 3],
      [2, 1],
    ]);
    expect([next([0, 1], 'ArrowLeft'), next([0, 3], 'ArrowDown'), next([0, 1], 'Enter')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([countShown(61, 15), countShown(5000, 15), countShown(5000, 1000)]).toEqual([61, 266, 20]);
  });

  it('says how a run ended and under which conditions', () => {
    const nothing = { percent: null, lap_s: null, deviationMean_m: null, deviationMax_m: null };
    const run = { ...runOf(1), ...nothing, averageSpeed_mps: null, attempts: null } as const;
    const ended = (outcome: string, detail: string | null) =>
      describeRunEnd({ ...run, state: 'done', outcome, detail });
    expect(ended('left_track', null)).toBe('left the track');
    expect(ended('fault', 'no such model')).toBe('failed: no such model');
    expect(describeRunEnd({ ...run, state: 'waiting', outcome: null, detail: null })).toBe('waiting');
    expect(describeCourse({ ...run, condition: 'rain 0.5' })).toBe('forward, repetition 2, seed 2, rain 0.5');
  });

  it('has the figures of the terminal', () => {
    const tally = { type: 'tally', wall_ms: 0, planned: 9, done: 1, failed: 0, left_s: 65 } as const;
    expect(describeActivity({ ...tally, running: 3, workers: null })).toBe('3');
    expect(describeActivity({ ...tally, running: 3, workers: 1 })).toBe('3 on 1 worker');
    expect([formatLeft(65), formatLeft(3725), formatLeft(null)]).toEqual(['1:05', '1:02:05', '–']);
  });
});

describe('the cars of an experiment', () => {
  const track = (x_m: number[]) => ({
    run: 4,
    percent: 10,
    sim_s: 3,
    v_mps: 12,
    deviation_m: 0.1,
    yaw_rad: 1,
    x_m,
    y_m: x_m.map(() => 1),
  });

  it('leave paths that go on, but not where they were put elsewhere', () => {
    const tracks = new RunTracks();
    tracks.add({ type: 'tracks', isWhole: true, tracks: [track([0, 2])] });
    tracks.add({ type: 'tracks', isWhole: false, tracks: [track([4, 50])] });
    tracks.add({ type: 'tracks', isWhole: false, tracks: [{ ...track([]), percent: 11 }] });
    expect(tracks.of(4)).toMatchObject({
      path: 'M0 1L2 1L4 1M50 1',
      at: [50, 1],
      newest: { percent: 11 },
    });
    tracks.add({ type: 'tracks', isWhole: true, tracks: [track([7])] });
    expect(tracks.of(4)!.path).toBe('M7 1');
    tracks.keep([5]);
    expect(tracks.of(4)).toBeNull();
  });

  it('are seen from above, the north up', () => {
    const map = buildMinimap([
      [0, 0],
      [100, 0],
      [100, 50],
    ]);
    const [west, south] = map.toUnits(0, 0);
    const [east, north] = map.toUnits(100, 50);
    expect(east).toBeGreaterThan(west);
    expect(north).toBeLessThan(south);
    expect(map.line).toBe('M0 0L100 0L100 50Z');
    expect(map.transform).toBe(`matrix(2.16 0 0 -2.16 ${west} ${south})`);
  });
});

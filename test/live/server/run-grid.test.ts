import type { CellsMessage } from '../../../src/live/grid-messages';
import { RunGrid } from '../../../src/live/server/run-grid';
import { FAULT, runEnd, sharedPlan } from '../support/shared-plan';

/** A cell of a message, by the names of its values. */
function cellOf(message: CellsMessage | null, brain: number, circuit: number) {
  const { type: _, ...columns } = message!;
  const at = columns.brain.findIndex((one, i) => one === brain && columns.circuit[i] === circuit);
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[at]]));
}

describe('the grid of an experiment', () => {
  it('counts the runs of a cell by how they ended, and has means of those with a value', () => {
    const grid = new RunGrid(sharedPlan(1, 1, 5));
    grid.end(0, runEnd());
    grid.end(1, runEnd({ outcome: 'left_track', deviationMean_m: null, averageSpeed_mps: 6 }));
    grid.end(2, FAULT);
    grid.start(3);
    expect(cellOf(grid.all(), 0, 0)).toEqual({
      brain: 0,
      circuit: 0,
      planned: 5,
      running: 1,
      completed: 1,
      otherwise: 1,
      failed: 1,
      deviationMean_m: 0.04,
      averageSpeed_mps: 9,
    });
  });

  it('tells of a cell when it has changed', () => {
    const grid = new RunGrid(sharedPlan(2, 2, 1));
    expect(grid.all().brain).toHaveLength(4);
    expect(grid.takeChanges()).toBeNull();
    grid.start(1);
    expect(cellOf(grid.takeChanges(), 1, 0)).toMatchObject({ running: 1, completed: 0 });
    expect(grid.takeChanges()).toBeNull();
    grid.end(1, runEnd());
    expect(cellOf(grid.takeChanges(), 1, 0)).toMatchObject({ running: 0, completed: 1 });
  });

  it('has a run that was begun wait again, before those that come after it', () => {
    const grid = new RunGrid(sharedPlan(1, 1, 20));
    for (const run of [0, 1, 2]) grid.start(run);
    grid.end(0, runEnd());
    expect(grid.queue()).toMatchObject({ waiting: 17, next: { length: 10, 0: { run: 3, repetition: 4 } } });
    grid.giveBack(1);
    expect(grid.queue()).toMatchObject({ waiting: 18, next: { 0: { run: 1 }, 1: { run: 3 } } });
    expect(grid.running).toEqual([2]);
    grid.start(1);
    expect(grid.running).toEqual([2, 1]);
    expect(grid.queue().waiting).toBe(17);
  });

  it('knows results of which nobody told a begin, as over a queue', () => {
    const grid = new RunGrid(sharedPlan(1, 1, 3));
    grid.end(2, runEnd());
    grid.end(2, runEnd({ averageSpeed_mps: 10 }));
    expect(grid.queue()).toMatchObject({ waiting: 2, next: { length: 2 } });
    expect(cellOf(grid.all(), 0, 0)).toMatchObject({ completed: 1, averageSpeed_mps: 10 });
  });

  it('lists the runs of a cell with what came of them', () => {
    const grid = new RunGrid(sharedPlan(2, 1, 3));
    grid.start(1);
    grid.end(1, FAULT);
    grid.start(3);
    const runs = grid.runsOf([1, 0])!;
    expect(runs).toMatchObject({ brain: 1, circuit: 0, more: 0 });
    expect(runs.runs.map(({ run, state, outcome, seed }) => [run, state, outcome, seed])).toEqual([
      [1, 'done', 'fault', 1],
      [3, 'running', null, 2],
      [5, 'waiting', null, 3],
    ]);
    expect(grid.runsOf([7, 0])).toBeNull();
  });

  it('says as much of thousands of runs as of a few', () => {
    // The benchmark suite with 61 brains.
    const grid = new RunGrid(sharedPlan(61, 15, 12));
    const length = (message: unknown) => JSON.stringify(message).length;
    for (let run = 0; run < 10_000; run++) grid.end(run, runEnd({ deviationMean_m: 0.0412 + run / 1e6 }));
    expect(length(grid.all())).toBeLessThan(32_000);
    grid.takeChanges();
    grid.start(10_000);
    expect(length(grid.takeChanges())).toBeLessThan(250);
    expect(length(grid.queue())).toBeLessThan(1800);
    expect(length(grid.runsOf([0, 0]))).toBeLessThan(4000);
  });
});

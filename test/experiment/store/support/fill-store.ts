import type { PlannedRun } from '../../../../src/experiment/run/planned-run';
import { openStore } from '../../../../src/experiment/store/open-store';
import { lapStatistics, plannedRun, runResult } from '../../run/run-results';

const MODEL = { name: 'pilotnet_int8', path: '/m.onnx', sha256: 'ab', card_sha256: 'cd' };

/** Six planned runs of two brains on two circuits in turn; their seeds are 1 to 6. */
export function plannedRuns(): PlannedRun[] {
  return [1, 2, 3, 4, 5, 6].map((seed) => {
    const isNetwork = seed <= 3;
    const brain = { ...plannedRun().brain, name: isNetwork ? 'pilotnet' : 'line_follower' };
    const circuit = { name: seed % 2 === 1 ? 'simple_circuit' : 'montreal_line', file: null };
    const repetition = isNetwork ? seed : seed - 3;
    return plannedRun(String(seed), { brain, circuit, repetition, seed, model: isNetwork ? MODEL : null });
  });
}

/** A store of them: laps of 25.1 s to 25.6 s, but for the fifth run, in which the car was trapped. */
export function fillStore(folder: string): void {
  const runs = plannedRuns();
  const keys = new Set(runs.map(({ key }) => key));
  const store = openStore(folder, { create: true });
  store.plan(runs);
  for (let claimed = store.claim(keys); claimed !== null; claimed = store.claim(keys)) {
    const { seed } = claimed.run;
    const isTrapped = seed === 5;
    const lap_seconds = isTrapped ? null : 25 + seed / 10;
    store.finish(
      claimed,
      runResult(claimed.run, {
        outcome: isTrapped ? 'trapped' : 'completed',
        detail: isTrapped ? 'moved 0.1 m in 10 s' : null,
        statistics: {
          ...lapStatistics,
          completed: !isTrapped,
          lap_seconds,
          lap_times_s: lap_seconds === null ? [] : [lap_seconds],
          position_deviation_max_m: seed / 20,
        },
      }),
    );
  }
  store.close();
}

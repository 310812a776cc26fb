import { createHash } from 'node:crypto';
import type { PlannedRun } from '../../../src/experiment/run/planned-run';
import type { RunResult } from '../../../src/experiment/run/run-result';
import type { RunStatistics } from '../../../src/session/run-files';
import statistics from './statistics.json';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Statistics of a lap that was driven in lockstep. */
export const lapStatistics = statistics as unknown as RunStatistics;

/** A planned run; runs of different names have different keys. */
export function plannedRun(name = 'a', changes: Partial<PlannedRun> = {}): PlannedRun {
  return {
    key: sha256(name),
    experiment: 'trial',
    brain: {
      name: 'line_follower',
      path: '/brains/line_follower.yml',
      sha256: sha256('brain'),
      entry: null,
      module: null,
    },
    model: null,
    provider: null,
    world: { kind: 'lockstep' },
    circuit: { name: 'simple_circuit', file: null },
    perfectLap: null,
    direction: 'forward',
    start: { kind: 'default' },
    repetition: 1,
    seed: 1,
    corruption: null,
    cameraTiming: {},
    timingFile: null,
    compensation: null,
    car: 'f1',
    laps: 1,
    timeout_s: null,
    recovery: null,
    record: { bag: false, images: 'none', compression: 'none', picture: false },
    ...changes,
  };
}

export function runResult(run: PlannedRun, changes: Partial<RunResult> = {}): RunResult {
  return {
    format: 1,
    run,
    outcome: 'completed',
    detail: null,
    statistics: lapStatistics,
    behavior_metrics: null,
    withheld: {},
    attempts: 1,
    started_at: '2026-11-30T10:36:06.000Z',
    wall_s: 3.9,
    machine: { host: 'bench', pid: 1, program_version: '0.1.0', node_version: 'v20.0.0', cpu: 'a processor' },
    ...changes,
  };
}

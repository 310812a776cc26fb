import { keyOf } from '../../../src/experiment/run/key';
import type { PlannedRun } from '../../../src/experiment/run/planned-run';

/** A run in lockstep that leaves nothing, with its key. */
export function aRun(changes: Partial<Omit<PlannedRun, 'key'>> = {}): PlannedRun {
  const run: Omit<PlannedRun, 'key'> = {
    experiment: 'brains',
    brain: {
      name: 'pilotnet',
      path: '/elsewhere/pilotnet.yml',
      sha256: 'a'.repeat(64),
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
  return { key: keyOf(run), ...run };
}

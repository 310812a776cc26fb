import { Contender } from '../../../src/search/contender';
import type { Figures } from '../../../src/search/goal/goal';
import type { DrivenLap } from '../../../src/search/measure/laps';

export function lap(changes: Partial<DrivenLap> = {}): DrivenLap {
  return {
    circuit: 'ring',
    direction: 'forward',
    outcome: 'completed',
    completed: true,
    max_deviation_m: 0.1,
    mean_deviation_m: 0.05,
    mean_speed_mps: 10,
    wall_contacts: 0,
    ...changes,
  };
}

/** A candidate that was made and measured on images. */
export function contender(name: string, figures: Figures, planned: number): Contender {
  const made = {
    candidate: { name, strategies: ['static'], options: {} },
    file: `${name}.onnx`,
    sha256: name,
    card_sha256: name,
    rejected: null,
    figures,
    w_difference_radps: 0,
  };
  return new Contender(made, planned);
}

import { CompensationFigures } from '../../../src/measure/metrics/compensation-metrics';
import type { CompensationNote, Decision } from '../../../src/types';

const note = (age_ms: number): CompensationNote => ({
  age_ms,
  dating: 'stamp',
  moved_m: 1,
  turned_rad: 0,
  brain_v_mps: 10,
  brain_w_radps: 1,
});
const decision = (sequence: number, compensation?: CompensationNote | null) =>
  ({
    sequence,
    command: { v_mps: 9, w_radps: 0.5 * sequence },
    ...(compensation !== undefined && { compensation }),
  }) as Decision;

describe('The metrics of compensation', () => {
  it('are ages, intervals and corrections', () => {
    const figures = new CompensationFigures();
    figures.add(decision(1, note(80)), 1);
    figures.add(decision(2, note(120)), 1.1);
    // A frame that is answered again is the same frame.
    figures.add(decision(2, null), 1.1);
    figures.add(decision(4, note(100)), 1.4);
    const found = figures.compute(17);
    expect(found).toMatchObject({
      mode: 'auto',
      commands_compensated: 3,
      commands_between_answers: 17,
      frames_dated_by: { stamp: 3, other_clock: 0, arrival: 0 },
      frame_age_ms: { max: 120 },
      v_correction_mean_mps: 1,
      v_correction_max_mps: 1,
      w_correction_max_radps: 1,
    });
    expect(found.w_correction_mean_radps).toBeCloseTo(0.5, 9);
    expect(found.frame_interval_ms.max).toBeCloseTo(300, 6);
  });

  it('are those of the frames alone where every command was the answer of the brain', () => {
    const figures = new CompensationFigures();
    figures.add(decision(1, null), 1);
    figures.add(decision(2, null), 1.05);
    expect(figures.compute(0)).toMatchObject({
      mode: 'off',
      commands_compensated: 0,
      commands_between_answers: 0,
      frames_dated_by: null,
      frame_age_ms: { p50: null, p99: null, max: null },
      w_correction_mean_radps: null,
      v_correction_max_mps: null,
    });
    expect(figures.compute(0).frame_interval_ms.max).toBeCloseTo(50, 6);
  });

  it('are null where the decisions do not tell', () => {
    const figures = new CompensationFigures();
    figures.add(decision(1), null);
    expect(figures.compute(null)).toMatchObject({
      mode: null,
      commands_compensated: null,
      commands_between_answers: null,
      frame_interval_ms: { max: null },
    });
  });
});

import { analyseExperiment } from '../../../src/experiment/report/analysis';
import { drivenRow } from './rows';

const fog = (strength: number) => ({ corruption: { name: 'fog', strength } }) as const;

describe('the effect of a factor', () => {
  const rows = [1, 2, 3, 4].flatMap((seed) => [
    drivenRow({ seed, deviation_m: 0.02 + 0.001 * seed }),
    drivenRow({ seed, deviation_m: 0.03 + 0.002 * seed, plan: fog(0.5) }),
    drivenRow({ seed, outcome: seed === 1 ? 'completed' : 'left_track', deviation_m: 0.05, plan: fog(1) }),
  ]);

  it('is measured over pairs that differ in nothing else', () => {
    const [factor, ...others] = analyseExperiment(rows).factors;
    expect(others).toEqual([]);
    expect(factor).toMatchObject({
      key: 'corruption',
      reference: 'clear',
      levels: ['clear', 'fog 0.5', 'fog 1'],
    });
    const [clear, half, full] = factor!.cells.get('line_follower')!;
    expect(clear!.change).toBeNull();
    expect(half!.change).toMatchObject({ pairs: 4, lost: 0, gained: 0, success: 0 });
    expect(half!.change!.deviation_m!.mean).toBeCloseTo(0.0125, 10);
    expect(full!.change).toMatchObject({ pairs: 4, lost: 3, gained: 0, success: -0.75 });
    // Only the first seed completed at both levels.
    expect(full!.change!.deviation_m).toMatchObject({ n: 1, low: null });
    expect(full!.summary.success).toMatchObject({ successes: 1, n: 4 });
  });

  it('has no pairs where the levels were driven under other conditions', () => {
    const apart = [
      drivenRow({ seed: 1, circuit: 'simple_circuit' }),
      drivenRow({ seed: 1, circuit: 'many_curves', plan: { cameraTiming: { latency_ms: 150 } } }),
    ];
    const [factor] = analyseExperiment(apart).factors;
    expect(factor).toMatchObject({ key: 'latency_ms', levels: ['5', '150'], reference: '5' });
    expect(factor!.cells.get('line_follower')![1]!.change).toMatchObject({
      pairs: 0,
      success: null,
      deviation_m: null,
    });
  });

  it('takes starts that were drawn for one level', () => {
    const starts = [3, 7].map((seed) =>
      drivenRow({
        seed,
        plan: { start: { kind: 'pose', name: `random ${seed}`, x_m: 0, y_m: 0, yaw_rad: 0 } },
      }),
    );
    const [factor] = analyseExperiment([drivenRow({ seed: 3 }), ...starts]).factors;
    expect(factor).toMatchObject({ key: 'start', levels: ['default', 'random'] });
    expect(factor!.cells.get('line_follower')![1]!.change!.pairs).toBe(1);
  });
});

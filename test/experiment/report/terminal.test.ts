import { formatExperimentTable } from '../../../src/experiment/report/terminal';
import { drivenRow, pairedRows } from './rows';

const wave = (c: number) => 0.001 * Math.sin(3 * c);

describe('the table of an experiment in a terminal', () => {
  it('ranks the brains and says what the ranking rests on', () => {
    const text = formatExperimentTable([
      ...pairedRows(['pilotnet', 'line_follower'], 8, (b, c) => 0.02 + 0.03 * b + wave(c)),
      drivenRow({ brain: 'pilotnet', circuit: 'many_curves', outcome: 'fault', detail: 'no memory' }),
    ]);
    expect(text).toMatch(/^17 runs of 2 brains on 2 circuits: 16 completed, 1 ended by a fault$/m);
    expect(text).toMatch(/^ +1 +pilotnet +8 of 8 +100 % \[68, 100\] +0\.02\d+ \[.*none$/m);
    expect(text).toContain("Wilcoxon's signed-rank test");
    expect(text).toContain("Holm's correction over 1 pair; level 0.05");
    expect(text).toMatch(/^Fault in \S+: no memory\.$/m);
  });

  it('says where conditions are too few to tell anything apart', () => {
    const text = formatExperimentTable(pairedRows(['a', 'b'], 3, (b, c) => 0.02 + 0.03 * b + wave(c)));
    expect(text).toContain('3 distinct conditions cannot tell any two of them apart');
    expect(text).toContain('at least 6');
  });

  it('says which runs are copies', () => {
    const text = formatExperimentTable([1, 2, 3].map((seed) => drivenRow({ seed })));
    expect(text).toContain('2 of 3 runs drove exactly as another one did');
    expect(text).toMatch(/1 of 1/);
  });

  it('says which brains drove other conditions', () => {
    const text = formatExperimentTable([
      ...pairedRows(['a', 'b'], 6, (b, c) => 0.02 + 0.01 * b + wave(c)),
      drivenRow({ brain: 'c', circuit: 'many_curves' }),
    ]);
    expect(text).toContain('Not all brains drove all 7 conditions: c 1, a 6, b 6.');
    expect(text).toContain('2 pairs without a common condition: not compared.');
    expect(text).toContain('no condition was driven by all brains');
  });

  it('has a table for one run, for failures only, and for nothing', () => {
    expect(formatExperimentTable([drivenRow()])).toContain('1 run of 1 brain on 1 circuit: 1 completed');
    const failed = formatExperimentTable(pairedRows(['a', 'b'], 3, () => null));
    expect(failed).toContain('6 left the track');
    expect(failed).toMatch(/^ +– +a +0 of 3 +0 % \[0, 56\] +– +–$/m);
    expect(formatExperimentTable([])).toContain('nothing to report');
  });

  it('names no best brain where none completed a run', () => {
    const lost = drivenRow({ brain: 'a', outcome: 'trapped', circuit: 'many_curves' });
    const text = formatExperimentTable([...pairedRows(['a', 'b'], 3, () => null), lost]);
    expect(text).toContain('\nNo brain completed a run, so none is before another.\n');
    expect(text).not.toMatch(/^ +\d +[ab] |told apart|Order:/m);
    expect(text).toMatch(/^ +many_curves +none +no brain completed a run$/m);
    const faulty = drivenRow({ brain: 'c', outcome: 'fault', detail: 'no model' });
    const some = formatExperimentTable([
      ...pairedRows(['a', 'b'], 3, (b, c) => 0.03 - 0.01 * b + wave(c)),
      lost,
      faulty,
    ]);
    expect(some).toMatch(/^ +many_curves +none +no brain completed a run$/m);
    expect(some).toMatch(/^ +simple_circuit +b +3 of 3/m);
    expect(some).toMatch(/^ +1 +b +3 of 3.*\n +2 +a +3 of 4.*\n +– +c +0 of 0/m);
  });

  it('ends after twenty brains', () => {
    const names = Array.from({ length: 100 }, (_, i) => `brain ${i}`);
    const lines = formatExperimentTable(pairedRows(names, 2, (b, c) => 0.02 + 0.001 * b + wave(c))).split(
      '\n',
    );
    expect(lines.some((line) => line.includes('and 80 brains more'))).toBe(true);
    expect(lines.length).toBeLessThan(40);
  });
});

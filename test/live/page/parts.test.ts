import { CHARTS } from '../../../src/live/page/model/charts';
import { hasValues } from '../../../src/live/page/model/parts';

test('the page of a simulation has no charts of what only the node that drives knows', () => {
  const chartsOf = (kind: 'session' | 'simulation') =>
    CHARTS.map(({ name }) => name).filter((name) => hasValues(kind, name));
  expect(chartsOf('simulation')).toEqual(['v', 'w', 'deviation', 'rate']);
  expect(chartsOf('session')).toHaveLength(CHARTS.length);
});

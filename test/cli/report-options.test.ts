import { Command } from 'commander';
import { addCompare } from '../../src/cli/compare';
import { addMetrics } from '../../src/cli/metrics';
import { addReport } from '../../src/cli/report';
import { silentInvocation } from '../helpers/in-process';

test('report and compare take the topics that metrics takes, in the same words', () => {
  const [metrics, ...others] = [addMetrics, addReport, addCompare].map((add) =>
    add(new Command(), silentInvocation())
      .options.filter(({ long }) => long?.endsWith('-topic'))
      .map(({ flags, description }) => `${flags} ${description}`),
  );
  expect(metrics).toHaveLength(5);
  for (const options of others) expect(options).toEqual(metrics);
});

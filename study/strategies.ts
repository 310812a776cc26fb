/** The study of optimization strategies: `npm run strategies -- --help`. */
import { runProgram } from '../scripts/support/program';
import { strategyList } from './list';
import { studyCommand } from './options';
import { planLines } from './plan';
import { runStudy, wantedStrategies } from './study';

const strategies = strategyList();
void runProgram(
  studyCommand(strategies, async (options) => {
    if (options.plan) {
      const lines = planLines(wantedStrategies(strategies, options));
      process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    } else if (!(await runStudy(strategies, options))) process.exitCode = 1;
  }),
);

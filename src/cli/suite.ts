import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Difference } from '../experiment/suite/check-result';
import { readSuiteResult } from '../experiment/suite/result-file';
import { levelOf } from '../experiment/suite/score';
import type { SuiteRunResult } from '../experiment/suite/suite-result';
import { type ComparedRun, isSame, type SuiteVerification, verifySuite } from '../experiment/verify-suite';
import { ProgressBar } from '../support/terminal/progress-bar';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { integerFrom, parseNames } from './options/parsers';
import { printError, printJson, printLines } from './print';

interface VerifyOptions {
  readonly runs: number;
  readonly all: boolean;
  readonly seed: number;
  readonly brains?: string[];
  readonly suite?: string;
  readonly workers?: number;
  readonly json: boolean;
}

const USUAL_RUNS = 12;
const MOST_FIGURES = 4;

/** Everything about results of the benchmark suite; `experiment suite` drives it. */
export function addSuiteResults(program: Command, cli: Invocation): Command {
  const command = program.command('suite').description('check results of the benchmark suite');
  command
    .command('verify')
    .description('drive some runs of a result again, and compare every figure exactly')
    .argument('<result>', 'suite-result.json, or the folder that holds it')
    .option('--runs <number>', 'how many of its runs', integerFrom(1), USUAL_RUNS)
    .option('--all', 'all of its runs', false)
    .option('--seed <number>', 'which runs: another seed takes others', integerFrom(0), 1)
    .option(
      '--brains <names>',
      'only runs of these, as for experiment suite: names, or files of this machine (default: all, from where the result has them)',
      parseNames,
    )
    .option('--suite <name>', "a name in config/suites, or a suite file (default: the result's)")
    .option('--workers <number>', 'runs at once (default: one for each core)', integerFrom(1, 1024))
    .option('--json', 'print one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: all the same, bit for bit. 1: something differs. 2: not comparable: another suite, or another brain,' +
        '\nmodel or card than those that were measured. 130: ended by Ctrl-C.',
    )
    .action((result: string, options: VerifyOptions) => verify(result, options, cli));
  return command;
}

async function verify(file: string, options: VerifyOptions, cli: Invocation): Promise<void> {
  const result = readSuiteResult(file);
  const bar = new ProgressBar(cli.stderr);
  const found = await interruptible(cli, 'interrupted', (signal) =>
    verifySuite({
      result,
      file,
      suite: options.suite ?? null,
      brains: options.brains ?? null,
      size: options.all ? null : options.runs,
      seed: options.seed,
      workers: options.workers ?? availableParallelism(),
      signal,
      onCompared: ({ run }, done, all) => bar.show(done / all, `${done} of ${all} runs, ${nameOf(run)}`),
    }),
  ).finally(() => bar.clear());
  cli.finish(found.same ? 0 : 1);
  if (options.json) printJson(cli, verificationJson(file, found, options));
  else tell(file, found, cli);
}

function verificationJson(file: string, found: SuiteVerification, { seed }: VerifyOptions) {
  return {
    result: file,
    same: found.same,
    seed,
    remarks: found.remarks,
    scores: found.scores,
    runs: found.compared.map(({ run, differences, fault }) => ({
      key: run.key,
      brain: run.brain,
      circuit: run.circuit,
      direction: run.direction,
      part: run.part,
      level: levelOf(run.conditions),
      same: differences.length === 0 && fault === null,
      differences,
      fault,
    })),
  };
}

function tell(file: string, { compared, scores, remarks, same }: SuiteVerification, cli: Invocation): void {
  const differing = compared.filter((one) => !isSame(one));
  const count = `${compared.length} ${compared.length === 1 ? 'run' : 'runs'} driven again`;
  printLines(cli, [
    ...differing.map(describeRun),
    ...scores.map((score) => `${describeDifference(score)}: the figures of its runs do not come to it`),
    same
      ? `${file}: ${count}, all the same, bit for bit`
      : `${file}: ${count}, ${differing.length === 0 ? 'all the same' : `${differing.length} of them differ`}` +
        (scores.length === 0 ? '' : `; ${scores.length} of its scores are wrong`),
  ]);
  for (const remark of remarks) {
    printError(cli, `${same ? 'remark' : 'possible reason'}: ${remark}`);
  }
}

function describeRun({ run, differences, fault }: ComparedRun): string {
  if (fault !== null) return `${nameOf(run)}: has no result here: ${fault}`;
  const shown = differences.slice(0, MOST_FIGURES).map(describeDifference);
  const more = differences.length - shown.length;
  return `${nameOf(run)} differs: ${shown.join('; ')}${more > 0 ? `; and ${more} more figures` : ''}`;
}

function describeDifference({ column, expected, found }: Difference): string {
  return `${column} ${String(expected)} in the result, ${String(found)} here`;
}

function nameOf({ brain, circuit, direction, seed, factor, conditions }: SuiteRunResult): string {
  const level = factor === null ? '' : `, ${levelOf(conditions)}`;
  return `${brain} on ${circuit}, ${direction}, seed ${String(seed)}${level}`;
}

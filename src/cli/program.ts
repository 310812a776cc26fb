import { Command } from 'commander';
import { styled } from '../support/terminal/style';
import { type TextSink, writeCodes } from '../support/terminal/text-sink';
import { version } from '../support/version';
import type { Invocation } from './io';

type AddSubcommand = (program: Command, invocation: Invocation) => Command;

/** By name, in the order of the help. Each is loaded when it is needed: all of them take half a second. */
const SUBCOMMANDS: Readonly<Record<string, () => AddSubcommand>> = {
  lap: () => (require('./lap') as typeof import('./lap')).addLap,
  run: () => (require('./run') as typeof import('./run')).addRun,
  live: () => (require('./live') as typeof import('./live')).addLive,
  experiment: () => (require('./experiment') as typeof import('./experiment')).addExperiment,
  worker: () => (require('./worker') as typeof import('./worker')).addWorker,
  simulate: () => (require('./simulate') as typeof import('./simulate')).addSimulate,
  gym: () => (require('./gym') as typeof import('./gym')).addGym,
  guard: () => (require('./guard') as typeof import('./guard')).addGuard,
  master: () => (require('./master') as typeof import('./master')).addMaster,
  metrics: () => (require('./metrics') as typeof import('./metrics')).addMetrics,
  report: () => (require('./report') as typeof import('./report')).addReport,
  compare: () => (require('./compare') as typeof import('./compare')).addCompare,
  convert: () => (require('./convert') as typeof import('./convert')).addConvert,
  runs: () => (require('./runs') as typeof import('./runs')).addRuns,
  suite: () => (require('./suite') as typeof import('./suite')).addSuiteResults,
  circuit: () => (require('./circuit') as typeof import('./circuit')).addCircuit,
  dataset: () => (require('./dataset') as typeof import('./dataset')).addDataset,
  optimize: () => (require('./optimize') as typeof import('./optimize')).addOptimize,
  evaluate: () => (require('./evaluate') as typeof import('./evaluate')).addEvaluate,
  explain: () => (require('./explain') as typeof import('./explain')).addExplain,
  replay: () => (require('./replay') as typeof import('./replay')).addReplay,
  'export-gazebo': () => (require('./export-gazebo') as typeof import('./export-gazebo')).addExportGazebo,
  gazebo: () => (require('./gazebo') as typeof import('./gazebo')).addGazebo,
  doctor: () => (require('./doctor') as typeof import('./doctor')).addDoctor,
  completion: () => (require('./completion') as typeof import('./completion')).addCompletion,
};

/** Prints what all subcommands accept. */
const COMPLETION = 'completion';

/** The tree of subcommands with their options: the one that the arguments name, none for `--version`, else all. */
export function programFor(invocation: Invocation): Command {
  const { stdout, stderr } = invocation;
  const program = new Command('f1-brain')
    .description(
      'A ROS brain node for driving simulation: camera frames in, ONNX models, velocity commands out.',
    )
    .version(version())
    // Only there has a subcommand options beside subcommands, whose own are not for it to take.
    .enablePositionalOptions(invocation.argv[0] === 'experiment')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      // Help has styles; what an error quotes must not.
      writeOut: (text) => writeCodes(stdout, text),
      writeErr: (text) => writeCodes(stderr, text),
      outputError: (text) => stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => stdout.allowsColor === true,
      getErrHasColors: () => stderr.allowsColor === true,
    })
    // Commander takes styles away where there are no colours.
    .configureHelp({ styleTitle: (title) => styled({ allowsColor: true }, 'bold', title) });
  for (const load of listNeeded(invocation)) load()(program, invocation);
  return program;
}

function listNeeded({ ros }: Invocation): (() => AddSubcommand)[] {
  const [name = ''] = ros.rest;
  if (name === '--version' || name === '-V') return [];
  const named = Object.hasOwn(SUBCOMMANDS, name) && name !== COMPLETION ? SUBCOMMANDS[name] : undefined;
  return named === undefined ? Object.values(SUBCOMMANDS) : [named];
}

function widthOf({ isTTY, columns }: TextSink): number {
  return (isTTY && columns) || 80;
}

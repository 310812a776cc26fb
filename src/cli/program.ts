import { Command } from 'commander';
import { styled } from '../support/terminal/style';
import { type TextSink, writeCodes } from '../support/terminal/text-sink';
import { version } from '../support/version';
import { addCircuit } from './circuit';
import { addCompare } from './compare';
import { addCompletion } from './completion';
import { addDataset } from './dataset';
import { addDoctor } from './doctor';
import { addEvaluate } from './evaluate';
import { addExperiment } from './experiment';
import { addExportGazebo } from './export-gazebo';
import { addGazebo } from './gazebo';
import { addGuard } from './guard';
import type { Invocation } from './io';
import { addLap } from './lap';
import { addMaster } from './master';
import { addMetrics } from './metrics';
import { addOptimize } from './optimize';
import { addReport } from './report';
import { addRun } from './run';
import { addRuns } from './runs';
import { addSimulate } from './simulate';
import { addSuiteResults } from './suite';
import { addWorker } from './worker';

const SUBCOMMANDS = [
  addLap,
  addRun,
  addExperiment,
  addWorker,
  addSimulate,
  addGuard,
  addMaster,
  addMetrics,
  addReport,
  addCompare,
  addRuns,
  addSuiteResults,
  addCircuit,
  addDataset,
  addOptimize,
  addEvaluate,
  addExportGazebo,
  addGazebo,
  addDoctor,
  addCompletion,
];

/** The tree of subcommands with their options. */
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
  for (const add of SUBCOMMANDS) add(program, invocation);
  return program;
}

function widthOf({ isTTY, columns }: TextSink): number {
  return (isTTY && columns) || 80;
}

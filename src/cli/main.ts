#!/usr/bin/env node
import '../drive/inference/no-telemetry';
import { Command, CommanderError } from 'commander';
import { BrainError, messageOf } from '../errors';
import { parseRosArguments } from '../ros/names';
import { addCompare } from './compare';
import { addDataset } from './dataset';
import { addDoctor } from './doctor';
import { addEvaluate } from './evaluate';
import { addExportGazebo } from './export-gazebo';
import { addGuard } from './guard';
import { addLap } from './lap';
import { lastToLogFile } from './log-file';
import { addMaster } from './master';
import { addMetrics } from './metrics';
import { addOptimize } from './optimize';
import { addReport } from './report';
import { addRun } from './run';
import { addSimulate } from './simulate';
import { version } from './version';

// A pipe that nobody reads any more must not take the process down while the car drives.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
// Until a command says otherwise: an event loop that runs dry before it is done is no success.
process.exitCode = 70;

async function main(): Promise<number> {
  let exitCode = 0;
  const program = new Command('f1-brain')
    .description(
      'A ROS brain node for driving simulation: camera frames in, ONNX models, velocity commands out.',
    )
    .version(version())
    .showSuggestionAfterError(true)
    .exitOverride();
  const finish = (code: number) => {
    exitCode = code;
  };
  for (const add of [
    addLap,
    addRun,
    addSimulate,
    addGuard,
    addMaster,
    addMetrics,
    addReport,
    addCompare,
    addDataset,
    addOptimize,
    addEvaluate,
    addExportGazebo,
    addDoctor,
  ]) {
    add(program, finish).exitOverride().showSuggestionAfterError(true);
  }
  // Remappings and __name are for the ROS node, which reads them itself.
  await program.parseAsync(parseRosArguments(process.argv.slice(2)).rest, { from: 'user' });
  return exitCode;
}

main().then(
  (code) => {
    process.exitCode = code;
    // Everything has been closed and written; whatever still holds the process must not keep it.
    setTimeout(() => process.exit(code), 2000).unref();
  },
  (error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      if (error.exitCode !== 0) lastToLogFile(error.message);
      return;
    }
    process.stderr.write(`f1-brain: ${messageOf(error)}\n`);
    lastToLogFile(messageOf(error));
    if (!(error instanceof BrainError) && error instanceof Error && error.stack) {
      process.stderr.write(`This is a bug in f1-brain; please report it with these lines:\n${error.stack}\n`);
    }
    process.exitCode = error instanceof BrainError ? error.exitCode : 70;
    setTimeout(() => process.exit(), 2000).unref();
  },
);

#!/usr/bin/env node
import '../drive/inference/no-telemetry';
import { CommanderError } from 'commander';
import { BrainError, messageOf, SettingError } from '../errors';
import { parseRosArguments } from '../ros/names';
import { appendFatal } from '../support/log-file';
import { scopedSignals } from '../support/signals';
import { terminalFor } from '../support/terminal/text-sink';
import type { Invocation, Io } from './io';
import { spellSetting } from './options/common';
import { printError } from './print';
import { runOnProcess } from './process-io';
import { programFor } from './program';

/** Exit code of a bug. */
const BUG = 70;

/**
 * The command line: runs the subcommand that `argv` names, and tells its exit code. Errors are written to
 * standard error, never thrown. May be called several times in one process.
 * @param argv arguments without node and script
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const { signals, release } = scopedSignals(io.signals);
  const cleanups = [release];
  const ros = parseRosArguments(argv);
  const invocation: Invocation = {
    ...io,
    stdout: terminalFor(io.stdout, io.env),
    stderr: terminalFor(io.stderr, io.env),
    signals,
    argv,
    ros,
    logFile: ros.special.get('log') || null,
    finish: (code) => {
      exitCode = code;
    },
    atEnd: (cleanup) => void cleanups.push(cleanup),
  };
  try {
    // Remappings and __name are for the ROS node, which reads them itself.
    await programFor(invocation).parseAsync(ros.rest, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, invocation);
  } finally {
    for (const cleanup of cleanups.reverse()) cleanup();
  }
}

/** Writes why a command failed, and tells its exit code. */
function report(thrown: unknown, { stderr, logFile }: Invocation): number {
  const error = thrown instanceof SettingError ? thrown.named(spellSetting) : thrown;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has written it.
    appendFatal(logFile, error.message);
    return 2;
  }
  printError({ stderr }, messageOf(error));
  appendFatal(logFile, messageOf(error));
  if (error instanceof BrainError) return error.exitCode;
  if (error instanceof Error && error.stack) {
    stderr.write(`This is a bug in f1-brain; please report it with these lines:\n${error.stack}\n`);
  }
  return BUG;
}

if (require.main === module) runOnProcess(main);

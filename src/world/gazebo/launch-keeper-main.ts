import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, createWriteStream, existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../errors';
import { END_SIGNALS } from '../../support/signals';
import { endLaunch } from './end-launch';
import type { LaunchCommand, LaunchLost, ToLaunchKeeper } from './launch-messages';
import { LaunchOutput } from './launch-output';

/**
 * Entry of the process that keeps a launch: starts it, tells when it is lost, and ends all of its processes when its own
 * parent disconnects, whatever ended that. Nothing that roslaunch started outlives a run, even one whose process was killed.
 */

/** What a node writes beyond this is left out of the log. */
const MOST_LOG_BYTES = 10e6;
/** The cause may come right after the news. */
const LAST_WORDS_MS = 300;

const output = new LaunchOutput();
let launched: { readonly child: ChildProcess; readonly command: LaunchCommand } | null = null;
let isLost = false;
let isEnding = false;

function start(launch: LaunchCommand): void {
  const { command, args, environment, logFile } = launch;
  const child = spawn(command, args, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // roslaunch and what it wraps end together.
    detached: true,
  });
  launched = { child, command: launch };
  const log = createWriteStream(logFile, { flags: 'a' });
  // A disk that is full costs the lines, not the run.
  log.on('error', () => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (written) => {
      const line = output.add(written);
      if (log.bytesWritten < MOST_LOG_BYTES) log.write(`${line}\n`);
      if (output.over !== null) void lost(() => `gazebo has ended (${output.over})`);
    });
  }
  child.once('error', (error) => lost(() => `${command} cannot be started (${messageOf(error)})`));
  child.once('exit', (code, signal) => lost(() => `roslaunch has ended (${signal ?? `exit code ${code}`})`));
}

async function lost(how: () => string): Promise<void> {
  if (isLost || isEnding) return;
  isLost = true;
  await pause(LAST_WORDS_MS);
  const { lastProblem, hadStarted } = output;
  const why = lastProblem === null ? how() : `${how()}: ${lastProblem}`;
  const message: LaunchLost = { type: 'lost', why, hadStarted };
  if (process.connected) process.send?.(message, () => {});
}

async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (launched !== null) {
    const { child, command } = launched;
    await endLaunch(child, command.mark);
    bringHome(command.homeLog);
  }
  process.exit();
}

function bringHome(log: LaunchCommand['homeLog']): void {
  if (log === null || !existsSync(log.from)) return;
  try {
    cpSync(log.from, log.to, { recursive: true });
    rmSync(log.from, { recursive: true, force: true });
  } catch {
    // It stays where Gazebo has put it.
  }
}

process.on('message', (message: ToLaunchKeeper) => start(message.launch));
process.on('disconnect', () => void end());
for (const signal of END_SIGNALS) process.on(signal, () => void end());

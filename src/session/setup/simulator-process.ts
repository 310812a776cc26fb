import { type ChildProcess, fork } from 'node:child_process';
import { WorldError } from '../../errors';
import { builtFile } from '../../support/paths';

const START_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 3000;
/** A busy machine may take seconds; a process that has ended is not waited for. */
const REPLY_TIMEOUT_MS = 5000;

export interface SimulatorProcess {
  /** Resolves when the process ends by itself, with a line that says how. */
  readonly ended: Promise<string>;
  /** Wall contacts so far; null when the process does not answer. */
  contacts(): Promise<{ events: number; seconds: number } | null>;
  close(): Promise<void>;
}

export interface SimulatorProcessOptions {
  readonly masterUri: string;
  /** Arguments of `f1-brain simulate`. */
  readonly args: readonly string[];
  /** Lines that the process writes to standard error. */
  readonly onLine: (line: string) => void;
  /** Of this process; what it says of ROS names and hosts is left out. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** The command line's program; default the built one. */
  readonly mainFile?: string;
}

/** Starts `f1-brain simulate` as a process of its own on loopback, and waits until it is ready.
 *  @throws WorldError with the process's last line when it does not come up */
export async function startSimulatorProcess(options: SimulatorProcessOptions): Promise<SimulatorProcess> {
  const { ROS_HOSTNAME: _, ROS_NAMESPACE: __, ...environment } = options.environment;
  const child = fork(options.mainFile ?? builtFile('cli', 'main.js'), ['simulate', ...options.args], {
    env: { ...environment, ROS_MASTER_URI: options.masterUri, ROS_IP: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let lastLine = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      lastLine = line;
      options.onLine(line);
    }
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(`the simulator ended (${signal ?? `code ${code}`}): ${lastLine}`),
    );
  });
  await waitUntilReady(child, ended);
  return {
    ended,
    contacts: () => ask(child, ended),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function waitUntilReady(child: ChildProcess, ended: Promise<string>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<null>((resolve) => {
    child.on('message', (message) => message === 'ready' && resolve(null));
  });
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`the simulator was not ready after ${START_TIMEOUT_MS / 1000} s`),
      START_TIMEOUT_MS,
    );
  });
  const problem = await Promise.race([ready, ended, late]);
  clearTimeout(timer);
  if (problem === null) return;
  child.kill('SIGKILL');
  throw new WorldError(problem);
}

function ask(
  child: ChildProcess,
  ended: Promise<unknown>,
): Promise<{ events: number; seconds: number } | null> {
  if (!child.connected) return Promise.resolve(null);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), REPLY_TIMEOUT_MS);
    const answer = (contacts: { events: number; seconds: number } | null) => {
      clearTimeout(timer);
      resolve(contacts);
    };
    child.on('message', (message) => {
      if (typeof message !== 'object' || message === null || !('contacts' in message)) return;
      answer(message.contacts as { events: number; seconds: number });
    });
    void ended.then(() => answer(null));
    // Gone between two lines: its end answers.
    child.send('contacts', () => {});
  });
}

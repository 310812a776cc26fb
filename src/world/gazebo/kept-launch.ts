import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { builtFile } from '../../support/paths';
import type { LaunchCommand, LaunchLost, ToLaunchKeeper } from './launch-messages';
import { MARK_VARIABLE } from './marked-processes';

/** The compiled file, even if this file runs from source (tests). */
const KEEPER_FILE = builtFile('world', 'gazebo', 'launch-keeper-main.js');

/** A launch that has a process of its own to keep it. */
export class KeptLaunch {
  /** Resolves when the launch, or the simulator that it started, has ended by itself. */
  readonly lost: Promise<Omit<LaunchLost, 'type'>>;
  /** Of its processes, by which `markedProcesses` finds them. */
  readonly mark = randomUUID();
  readonly #keeper: ChildProcess;
  readonly #ended: Promise<void>;

  /** Starts it. @param environment without the mark, which is added */
  constructor({ environment, ...command }: Omit<LaunchCommand, 'mark'>) {
    // Ctrl-C of a terminal, and signals to a group, are for this process, which ends the keeper.
    this.#keeper = fork(KEEPER_FILE, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.#ended = new Promise((resolve) => {
      this.#keeper.once('exit', () => resolve());
      this.#keeper.once('error', () => resolve());
    });
    this.lost = new Promise((resolve) => {
      this.#keeper.on('message', (message: LaunchLost) => resolve(message));
      void this.#ended.then(() =>
        resolve({ why: 'the process that keeps its launch has ended', hadStarted: true }),
      );
    });
    const { mark } = this;
    const launch = { ...command, mark, environment: { ...environment, [MARK_VARIABLE]: mark } };
    const message: ToLaunchKeeper = { type: 'start', launch };
    this.#keeper.send(message, () => {});
  }

  /** Ends all of its processes; resolves when they are gone. */
  async close(): Promise<void> {
    if (this.#keeper.connected) this.#keeper.disconnect();
    await this.#ended;
  }
}

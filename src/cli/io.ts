import type { RosArguments } from '../ros/names';
import type { Cleanups } from '../support/output-folder';
import type { Signals } from '../support/signals';
import type { TextSink } from '../support/terminal/text-sink';

/** What a command has of its process. */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signals: Signals;
  /** The process that started this one with a channel for messages; null where there is none. */
  readonly parent: ParentChannel | null;
}

/** Messages from and to the process that started this one. */
export interface ParentChannel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent has gone or has closed the channel. */
  onDisconnect(listener: () => void): void;
  /** Closes the channel, which otherwise keeps the process alive. */
  disconnect(): void;
}

/** One call of the command line: what a subcommand gets, and where it leaves its exit code. Its streams allow what
 *  the environment allows (NO_COLOR, FORCE_COLOR, TERM). */
export interface Invocation extends Io, Cleanups {
  /** Arguments as they were typed, without node and script. */
  readonly argv: readonly string[];
  /** The ROS arguments among them, and the rest. */
  readonly ros: RosArguments;
  /** The file that roslaunch gives a node for its log (`__log:=`), and names to the user when the node has died;
   *  null where there is none. */
  readonly logFile: string | null;
  /** Takes the exit code of a command that ran. */
  finish(exitCode: number): void;
}

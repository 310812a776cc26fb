import { appendFileSync, createWriteStream } from 'node:fs';
import type { RosArguments } from '../ros/names';
import type { Invocation } from './io';

/** The file that roslaunch gives a node for its log (`__log:=`), and names to the user when the node has died. */
function logFile({ special }: RosArguments): string | null {
  return special.get('log') || null;
}

function entry(label: string, message: string): string {
  return `[${label.toUpperCase()}] ${new Date().toISOString()}: ${message}\n`;
}

/** Writes lines into roslaunch's log file, if there is one. A disk that hangs holds nothing up, and one that fails
 *  costs the file alone: the lines are on standard error, too. */
export function toLogFile({
  ros,
  stderr,
  atEnd,
}: Pick<Invocation, 'ros' | 'stderr' | 'atEnd'>): (label: string, message: string) => void {
  const file = logFile(ros);
  if (file === null) return () => {};
  let stream: ReturnType<typeof createWriteStream> | null = createWriteStream(file, { flags: 'a' });
  stream.on('error', (error) => {
    stream = null;
    stderr.write(`warn: ${file}: the log cannot be written there (${error.message})\n`);
  });
  atEnd(() => {
    stream?.end();
    stream = null;
  });
  return (label, message) => void stream?.write(entry(label, message));
}

/** The last line of a command that fails, where nothing is left to be held up. */
export function lastToLogFile(message: string, ros: RosArguments): void {
  const file = logFile(ros);
  if (file === null) return;
  try {
    appendFileSync(file, entry('fatal', message));
  } catch {
    // Standard error has it.
  }
}

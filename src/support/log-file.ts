import { appendFileSync, createWriteStream } from 'node:fs';
import { escapeControls } from '../errors';
import type { Cleanups } from './output-folder';
import type { TextSink } from './terminal/text-sink';

export interface LogFileOptions extends Cleanups {
  /** Null for none. */
  readonly logFile: string | null;
  /** Where a file that cannot be written is reported. */
  readonly stderr: TextSink;
}

/** The token in the address of a live page. */
const TOKEN = /([?&]token=)[^\s&]+/g;

/** Others may read the file: it gets no tokens. */
function formatEntry(label: string, message: string): string {
  const open = escapeControls(message).replace(TOKEN, '$1***');
  return `[${label.toUpperCase()}] ${new Date().toISOString()}: ${open}\n`;
}

/** Opens the log file for appending, if there is one, and returns what writes a line to it. A disk that hangs blocks
 *  nothing, and a failure costs only the file: the lines are on standard error too. */
export function openLogFile(options: LogFileOptions): (label: string, message: string) => void {
  const { logFile, stderr } = options;
  if (logFile === null) return () => {};
  let stream: ReturnType<typeof createWriteStream> | null = createWriteStream(logFile, { flags: 'a' });
  stream.on('error', (error) => {
    stream = null;
    stderr.write(`warn: ${logFile}: the log cannot be written there (${error.message})\n`);
  });
  options.atEnd(() => {
    stream?.end();
    stream = null;
  });
  return (label, message) => void stream?.write(formatEntry(label, message));
}

/** Appends the last line of a command that fails, where nothing is left to be blocked. */
export function appendFatal(logFile: string | null, message: string): void {
  if (logFile === null) return;
  try {
    appendFileSync(logFile, formatEntry('fatal', message));
  } catch {
    // Standard error has it.
  }
}

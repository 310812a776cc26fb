import pino, { type Logger } from 'pino';
import { ConfigurationError, escapeControls } from '../errors';
import { type LogFileOptions, openLogFile } from './log-file';
import { suggestion } from './nearest';
import { type Style, styled } from './terminal/style';
import { writeCodes } from './terminal/text-sink';

const LABELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const STYLES: Readonly<Record<string, Style>> = { warn: 'yellow', error: 'red', fatal: 'red' };

/** @param level of pino: 10 trace to 60 fatal */
export type LineListener = (level: number, message: string) => void;

export interface LineGuard {
  /** Called before a line is written, so that a live line on the same terminal can be removed. */
  before(): void;
  /** Called with each line once it is written. */
  line?: LineListener;
}

export interface LoggerOptions extends LogFileOptions {
  /** F1_BRAIN_LOG_LEVEL sets the level (default info); F1_BRAIN_LOG=json asks for JSON. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** Logs to standard error, and to the log file if there is one: lines for people, or JSON where the environment asks
 *  for it.
 *  @throws ConfigurationError for an unknown level */
export function createLogger(options: LoggerOptions, guard?: LineGuard): Logger {
  const { env, stderr } = options;
  const level = env.F1_BRAIN_LOG_LEVEL ?? 'info';
  const levels = [...Object.values(LABELS), 'silent'];
  if (!levels.includes(level)) {
    throw new ConfigurationError(
      `F1_BRAIN_LOG_LEVEL is '${level}', must be one of ${levels.join(', ')}${suggestion(level, levels)}`,
    );
  }
  const json = env.F1_BRAIN_LOG === 'json';
  const toFile = openLogFile(options);
  return pino(
    { level, base: null },
    {
      write(line: string) {
        guard?.before();
        const entry = JSON.parse(line) as Entry;
        const label = LABELS[entry.level] ?? String(entry.level);
        const message = formatMessage(entry);
        const prefix = label === 'info' ? '' : `${styled(stderr, STYLES[label] ?? 'dim', `${label}:`)} `;
        if (json) stderr.write(line);
        else writeCodes(stderr, `${prefix}${message}\n`);
        toFile(label, message);
        guard?.line?.(entry.level, entry.msg ?? '');
      },
    },
  );
}

interface Entry {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
}

function formatMessage({ level: _, time: __, msg, ...rest }: Entry): string {
  const details = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  // One entry is one line, whatever peers call themselves.
  return escapeControls(`${msg ?? ''}${details}`);
}

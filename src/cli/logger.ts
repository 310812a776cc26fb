import pino, { type Logger } from 'pino';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import type { Invocation } from './io';
import { toLogFile } from './log-file';

const LABELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** @param level of pino: 10 trace to 60 fatal */
export type LineListener = (level: number, message: string) => void;

export interface LineGuard {
  /** Called before a line is written, so that a live line on the same terminal can give way. */
  before(): void;
  /** Hears of each line once it is written. */
  line?: LineListener;
}

/**
 * Logs to standard error: lines for people on a terminal and under roslaunch, JSON where
 * F1_BRAIN_LOG=json asks for it; under roslaunch into its log file as well. F1_BRAIN_LOG_LEVEL sets the level
 * (default info).
 */
export function createLogger(
  cli: Pick<Invocation, 'env' | 'stderr' | 'ros' | 'atEnd'>,
  guard?: LineGuard,
): Logger {
  const level = cli.env.F1_BRAIN_LOG_LEVEL ?? 'info';
  const levels = [...Object.values(LABELS), 'silent'];
  if (!levels.includes(level)) {
    throw new ConfigurationError(
      `F1_BRAIN_LOG_LEVEL is '${level}', must be one of ${levels.join(', ')}${suggestion(level, levels)}`,
    );
  }
  const json = cli.env.F1_BRAIN_LOG === 'json';
  const file = toLogFile(cli);
  return pino(
    { level, base: null },
    {
      write(line: string) {
        guard?.before();
        const entry = JSON.parse(line) as Entry;
        cli.stderr.write(json ? line : forPeople(entry));
        file(labelOf(entry.level), message(entry));
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

function labelOf(level: number): string {
  return LABELS[level] ?? String(level);
}

function message({ level: _, time: __, msg, ...rest }: Entry): string {
  const details = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return `${msg ?? ''}${details}`;
}

function forPeople(entry: Entry): string {
  const label = entry.level === 30 ? '' : `${labelOf(entry.level)}: `;
  return `${label}${message(entry)}\n`;
}

import type { RosLogger } from '../ros/logger';
import type { LogEvent, LogLevel } from './session-events';

/** Lowest level that is logged, by the names of roscpp, rospy and pino. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogThreshold = (typeof LOG_LEVELS)[number];

/** pino's numbers. */
const NUMBERS: Readonly<Record<LogThreshold, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Number.POSITIVE_INFINITY,
};

/** The log of a session: passes on lines from a level on. */
export class SessionLog implements RosLogger {
  level: LogThreshold;
  readonly #emit: (line: LogEvent) => void;
  readonly #listeners: ((level: number, message: string) => void)[] = [];

  constructor(level: LogThreshold, emit: (line: LogEvent) => void) {
    this.level = level;
    this.#emit = emit;
  }

  /** The listener gets each line with pino's number of its level. */
  onLine(listener: (level: number, message: string) => void): void {
    this.#listeners.push(listener);
  }

  debug(message: string): void {
    this.#write('debug', message);
  }

  info(message: string): void {
    this.#write('info', message);
  }

  warn(message: string): void {
    this.#write('warn', message);
  }

  error(message: string): void {
    this.#write('error', message);
  }

  #write(level: LogLevel, message: string): void {
    if (NUMBERS[level] < NUMBERS[this.level]) return;
    this.#emit({ level, message });
    for (const listener of this.#listeners) listener(NUMBERS[level], message);
  }
}

import { LogConstants, type LogMessage } from '../messages/index';
import type { Stamp } from '../types';
import { type RosLogger, SILENT } from './logger';
import type { RosNodeOptions } from './transport';

/** From pino's levels to those of rosgraph_msgs/Log. */
const LEVELS: readonly (readonly [pino: number, ros: number])[] = [
  [60, LogConstants.FATAL],
  [50, LogConstants.ERROR],
  [40, LogConstants.WARN],
  [30, LogConstants.INFO],
];

/** Turns log lines into messages for /rosout, where rqt_console and "rostopic echo" find them. */
export class Rosout {
  readonly #nodeName: string;
  readonly #now: () => Stamp;
  readonly #publish: (log: LogMessage) => void;
  #sequence = 0;

  /** @param now ROS time, by which lines of several nodes are put in order */
  constructor(nodeName: string, now: () => Stamp, publish: (log: LogMessage) => void) {
    this.#nodeName = nodeName;
    this.#now = now;
    this.#publish = publish;
  }

  /** @param level of pino: 10 trace to 60 fatal */
  line(level: number, msg: string): void {
    this.#sequence += 1;
    this.#publish({
      header: { seq: this.#sequence, stamp: this.#now(), frame_id: '' },
      level: LEVELS.find(([pino]) => level >= pino)?.[1] ?? LogConstants.DEBUG,
      name: this.#nodeName,
      msg,
      file: '',
      function: '',
      line: 0,
      topics: [],
    });
  }
}

/** Passes lines on, and publishes those from info on. */
class RosoutLogger implements RosLogger {
  readonly #inner: RosLogger;
  readonly #rosout: Rosout;

  constructor(inner: RosLogger, rosout: Rosout) {
    this.#inner = inner;
    this.#rosout = rosout;
  }

  /** Not published: details are for the process' own log. */
  debug(message: string): void {
    this.#inner.debug(message);
  }

  info(message: string): void {
    this.#inner.info(message);
    this.#rosout.line(30, message);
  }

  warn(message: string): void {
    this.#inner.warn(message);
    this.#rosout.line(40, message);
  }

  error(message: string): void {
    this.#inner.error(message);
    this.#rosout.line(50, message);
  }
}

/** The logger of a node: what it writes goes to /rosout, unless the owner's listener publishes its lines itself. */
export function loggerOf(
  { logger = SILENT, onLine }: Pick<RosNodeOptions, 'logger' | 'onLine'>,
  rosout: Rosout,
): RosLogger {
  if (!onLine) return new RosoutLogger(logger, rosout);
  onLine((level, message) => rosout.line(level, message));
  return logger;
}

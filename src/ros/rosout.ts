import type { Messages } from '../messages/index';
import type { Stamp } from '../types';
import { type RosLogger, SILENT } from './logger';
import type { RosNodeOptions } from './transport';

type Log = Messages['rosgraph_msgs/Log'];

/** From pino's levels to those of rosgraph_msgs/Log: debug 1, info 2, warn 4, error 8, fatal 16. */
const LEVELS: readonly (readonly [pino: number, ros: number])[] = [
  [60, 16],
  [50, 8],
  [40, 4],
  [30, 2],
];
const DEBUG = 1;

/** Turns log lines into messages for /rosout, where rqt_console and "rostopic echo" find them. */
export class Rosout {
  readonly #nodeName: string;
  readonly #now: () => Stamp;
  readonly #publish: (log: Log) => void;
  #sequence = 0;

  /** @param now ROS time, by which lines of several nodes are put in order */
  constructor(nodeName: string, now: () => Stamp, publish: (log: Log) => void) {
    this.#nodeName = nodeName;
    this.#now = now;
    this.#publish = publish;
  }

  /** @param level of pino: 10 trace to 60 fatal */
  line(level: number, msg: string): void {
    this.#sequence += 1;
    this.#publish({
      header: { seq: this.#sequence, stamp: this.#now(), frame_id: '' },
      level: LEVELS.find(([pino]) => level >= pino)?.[1] ?? DEBUG,
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

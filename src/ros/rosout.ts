import type { RosLogger } from './logger';
import type { Messages } from './messages';

type Log = Messages['rosgraph_msgs/Log'];

/** Levels of rosgraph_msgs/Log. */
const LEVELS = { info: 2, warn: 4, error: 8 } as const;

/** Passes lines on and publishes them on /rosout as well, where rqt_console and "rostopic echo" find them. */
export class RosoutLogger implements RosLogger {
  readonly #inner: RosLogger;
  readonly #nodeName: string;
  readonly #publish: (log: Log) => void;
  #sequence = 0;

  constructor(inner: RosLogger, nodeName: string, publish: (log: Log) => void) {
    this.#inner = inner;
    this.#nodeName = nodeName;
    this.#publish = publish;
  }

  /** Stays here: details are for this process' own log. */
  debug(message: string): void {
    this.#inner.debug(message);
  }

  info(message: string): void {
    this.#inner.info(message);
    this.#send(LEVELS.info, message);
  }

  warn(message: string): void {
    this.#inner.warn(message);
    this.#send(LEVELS.warn, message);
  }

  error(message: string): void {
    this.#inner.error(message);
    this.#send(LEVELS.error, message);
  }

  #send(level: number, msg: string): void {
    const now_ms = Date.now();
    this.#sequence += 1;
    this.#publish({
      header: {
        seq: this.#sequence,
        stamp: { secs: Math.floor(now_ms / 1000), nsecs: (now_ms % 1000) * 1_000_000 },
        frame_id: '',
      },
      level,
      name: this.#nodeName,
      msg,
      file: '',
      function: '',
      line: 0,
      topics: [],
    });
  }
}

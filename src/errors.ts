/** Base of every error that names its subject and tells the user what to do. */
export class BrainError extends Error {
  /** Exit code of a command that ends with this error. */
  readonly exitCode: number = 1;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Invalid command line, YAML, circuit file or environment: nothing was started. Exit code 2. */
export class ConfigurationError extends BrainError {
  override readonly exitCode = 2;
}

/**
 * A setting of a run that cannot be used. The message names settings as `Session` does; the command line and the node
 * know the same ones by other names.
 */
export class SettingError extends ConfigurationError {
  readonly #describe: (nameOf: (setting: string) => string) => string;

  /** @param describe makes the message; `nameOf` spells a setting such as `recordImages`
   *  @param message where the library's own is not made by `describe` */
  constructor(
    describe: (nameOf: (setting: string) => string) => string,
    message = describe((setting) => `option '${setting}'`),
  ) {
    super(message);
    this.#describe = describe;
  }

  /** The same error with the settings spelled by `nameOf`. */
  named(nameOf: (setting: string) => string): ConfigurationError {
    return new ConfigurationError(this.#describe(nameOf), { cause: this });
  }
}

/** A model file that is missing, broken, or contradicts its card. Exit code 3. */
export class ModelError extends BrainError {
  override readonly exitCode = 3;
}

/** An execution provider that was requested by name and cannot run. Exit code 4. */
export class ProviderError extends BrainError {
  override readonly exitCode = 4;
}

/** A bag that cannot be read, or lacks what is needed. Exit code 6. */
export class BagError extends BrainError {
  override readonly exitCode = 6;
}

/** A folder of runs that cannot be written, as on a full disk, or whose table is damaged. Exit code 1. */
export class StoreError extends BrainError {}

/** A queue of runs that is not there, or refuses: nothing was submitted. Exit code 7. */
export class QueueError extends BrainError {
  override readonly exitCode = 7;
}

/** A film that could not be completed: ffmpeg failed, the disk is full. Exit code 1. */
export class FilmError extends BrainError {}

/** A camera frame that cannot be read. It is counted as rejected; the run continues. */
export class FrameError extends BrainError {}

/** A brain has given up: it will not drive on by itself. Laps end; a run without laps keeps the car stopped. */
export class GaveUpError extends BrainError {}

/** The brain is being restarted: it cannot answer yet. */
export class RestartError extends BrainError {}

/** The world (ROS master, simulator process) is lost or could not start. Exit code 5. */
export class WorldError extends BrainError {
  override readonly exitCode = 5;
}

/** A call that the session's state does not allow: it is not open, or over. Nothing was changed. */
export class SessionError extends BrainError {}

/** The user ended a command before it started. Exit code 128 + signal number. */
export class InterruptedError extends BrainError {
  override readonly exitCode: number;

  constructor(exitCode = 130, message = 'interrupted before the car moved') {
    super(message);
    this.exitCode = exitCode;
  }
}

const LONGEST_QUOTE = 60;

/** Foreign text in quotes on one line: control characters are escaped, long text is cut. */
export function quoted(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return `'${escapeControls(short)}'`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Foreign text without what a terminal obeys, as JSON escapes it: control characters, C1 too, and those that turn the
 *  direction of writing. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (control) => SHORT_ESCAPES[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

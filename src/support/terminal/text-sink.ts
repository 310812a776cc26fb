import { escapeAroundCodes, escapeText } from './escape';

/** Where text goes: standard output or standard error of a process, or a substitute. */
export interface TextSink {
  /** Writes text. On the sinks of a command, control characters other than line ends and tabs are escaped: names, messages
   *  and files of others must not reach a terminal as codes. */
  write(text: string): unknown;
  /** Writes text with codes of this program (`styled`, StatusLine) in it; what it quotes must be escaped. Default: write. */
  writeCodes?(text: string): unknown;
  /** Whether it is a terminal on which a line can be rewritten. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  /** Whether text may be coloured. Default false. */
  readonly allowsColor?: boolean;
}

/** Writes text with codes of this program in it. */
export function writeCodes(sink: TextSink, text: string): void {
  if (sink.writeCodes) sink.writeCodes(text);
  else sink.write(text);
}

/**
 * The sink with what its environment allows; the one place that decides it. A terminal of TERM=dumb can neither
 * rewrite lines nor show colours. NO_COLOR switches colours off; FORCE_COLOR switches them on for files and pipes
 * too, or off with 0 or false.
 */
export function terminalFor(sink: TextSink, env: Readonly<NodeJS.ProcessEnv>): TextSink {
  const isTTY = sink.isTTY === true && env.TERM !== 'dumb';
  const allowsColor = colorWish(env) ?? isTTY;
  return {
    write: (text) => sink.write(escapeText(text)),
    writeCodes: (text) => sink.write(escapeAroundCodes(text)),
    isTTY,
    allowsColor,
    // Terminals are resized.
    get columns() {
      return sink.columns ?? 0;
    },
  };
}

/** Null where the environment leaves it to the terminal. */
function colorWish({ NO_COLOR, FORCE_COLOR }: Readonly<NodeJS.ProcessEnv>): boolean | null {
  if (NO_COLOR) return false;
  if (!FORCE_COLOR) return null;
  return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
}

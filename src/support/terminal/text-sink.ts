/** Where text goes: standard output or standard error of a process, or a substitute. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether it is a terminal on which a line can be rewritten. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  /** Whether text may be coloured. Default false. */
  readonly allowsColor?: boolean;
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
    write: (text) => sink.write(text),
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

import { type Command, InvalidArgumentError } from 'commander';

const MOST_PORT = 65_535;

/** `true` is --live without a port. */
export interface LiveOptions {
  readonly live?: number | true;
  readonly liveHost?: string;
  readonly liveToken?: string;
  /** `true` without a port. */
  readonly foxglove?: number | true;
  readonly open?: true;
}

/** Options of a command whose run can be seen on a page. */
export function addLiveOptions(command: Command): Command {
  return command
    .option(
      '--live [port]',
      'show the run on a page of this machine (default port: 8181, or a free one; 0 for a free one)',
      parsePort,
    )
    .option('--live-host <address>', 'serve that page on another address of this machine; needs its token')
    .option(
      '--live-token <text>',
      'what a page of another machine has to know (default: F1_BRAIN_LIVE_TOKEN, else random)',
    )
    .option('--open', 'open that page in a browser');
}

/** Of a command with one run. */
export function addFoxgloveOption(command: Command): Command {
  return command.option(
    '--foxglove [port]',
    'let Foxglove and Lichtblick connect to the run too (default port: 8765, or a free one; 0 for a free one)',
    parsePort,
  );
}

/** Whether the options ask for the page. */
export function wantsLive({ live, liveHost, liveToken, foxglove, open }: LiveOptions): boolean {
  return [live, liveHost, liveToken, foxglove, open].some((option) => option !== undefined);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MOST_PORT) return port;
  throw new InvalidArgumentError(
    `A port from 0 to ${MOST_PORT} is needed, or nothing: write brain or files before this option.`,
  );
}

/** The options of the page, and the others. */
export function splitLive<T extends LiveOptions>(options: T): [LiveOptions, Omit<T, keyof LiveOptions>] {
  const { live, liveHost, liveToken, foxglove, open, ...others } = options;
  return [
    {
      ...(live !== undefined && { live }),
      ...(liveHost !== undefined && { liveHost }),
      ...(liveToken !== undefined && { liveToken }),
      ...(foxglove !== undefined && { foxglove }),
      ...(open !== undefined && { open }),
    },
    others,
  ];
}

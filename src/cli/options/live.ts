import { type Command, InvalidArgumentError } from 'commander';

const MOST_PORT = 65_535;

/** `true` is --live without a port. */
export interface LiveOptions {
  readonly live?: number | true;
  readonly liveHost?: string;
  readonly liveToken?: string;
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

/** Whether the options ask for the page. */
export function wantsLive({ live, liveHost, liveToken, open }: LiveOptions): boolean {
  return live !== undefined || liveHost !== undefined || liveToken !== undefined || open !== undefined;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MOST_PORT) return port;
  throw new InvalidArgumentError(
    `A port from 0 to ${MOST_PORT} is needed, or nothing: write brain or files before --live.`,
  );
}

/** The options of the page, and the others. */
export function splitLive<T extends LiveOptions>(options: T): [LiveOptions, Omit<T, keyof LiveOptions>] {
  const { live, liveHost, liveToken, open, ...others } = options;
  return [
    {
      ...(live !== undefined && { live }),
      ...(liveHost !== undefined && { liveHost }),
      ...(liveToken !== undefined && { liveToken }),
      ...(open !== undefined && { open }),
    },
    others,
  ];
}

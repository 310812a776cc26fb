import type { Section } from '../../config/section';

const MOST_PORT = 65_535;

/** What a node's private parameters say of its live page; what is absent is left open. */
export interface LiveParameters {
  /** Whether the page is served; default whether one of the others is set. */
  readonly live?: boolean;
  readonly livePort?: number;
  readonly liveHost?: string;
  readonly liveToken?: string;
}

/** Reads one of them under whatever key it has, or throws an error that names the key and what it may be. */
export const LIVE_PARAMETER_READERS: {
  readonly [key in keyof LiveParameters]-?: (section: Section, key: string) => LiveParameters[key];
} = {
  live: (section, key) => section.optionalBoolean(key) ?? undefined,
  livePort: (section, key) => section.integer(key, 0, MOST_PORT),
  liveHost: (section, key) => section.string(key),
  liveToken: (section, key) => section.string(key),
};

/** Whether the parameters ask for the page. */
export function asksForPage({ live, ...others }: LiveParameters): boolean {
  return live ?? Object.keys(others).length > 0;
}

/** The parameters of the page among others. */
export function liveParametersOf({ live, livePort, liveHost, liveToken }: LiveParameters): LiveParameters {
  return {
    ...(live !== undefined && { live }),
    ...(livePort !== undefined && { livePort }),
    ...(liveHost !== undefined && { liveHost }),
    ...(liveToken !== undefined && { liveToken }),
  };
}

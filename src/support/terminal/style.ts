import type { TextSink } from './text-sink';

/** SGR codes: on, off. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;

export type Style = keyof typeof CODES;

/** The text in a style where the sink may show colours, otherwise as it is. */
export function styled({ allowsColor }: Pick<TextSink, 'allowsColor'>, style: Style, text: string): string {
  if (!allowsColor) return text;
  const [on, off] = CODES[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

import { escapeControls } from '../errors';

const LONGEST = 300;

/** What a peer says of itself or of an error, fit for a log: its control characters are escaped, long text is cut. */
export function foreignText(text: string): string {
  return escapeControls(text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
}

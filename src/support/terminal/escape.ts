import { escapeControls } from '../../errors';

/** Text of several lines as a terminal may show it: line ends and tabs stay, every other control character is escaped. */
export function escapeText(text: string): string {
  return text.replace(/[^\n\t]+/g, escapeControls);
}

/** Codes that this program writes itself: SGR of `styled`, the start of an empty line, and the line above. */
const ESCAPE = '\x1b';
const OWN_CODES = new RegExp(`(${ESCAPE}\\[(?:1|2|22|31|32|33|39)m|${ESCAPE}\\[1A|\r${ESCAPE}\\[2K)`);

/** The same for text that holds codes of this program. What it quotes has been escaped before, or could forge them. */
export function escapeAroundCodes(text: string): string {
  return text
    .split(OWN_CODES)
    .map((part, i) => (i % 2 === 1 ? part : escapeText(part)))
    .join('');
}

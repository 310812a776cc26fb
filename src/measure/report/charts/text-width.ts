/** Advance widths of DejaVu Sans from space to tilde, in thousandths of the font size (font table hmtx). */
const WIDTHS = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const OTHER = 640;
/** CJK characters are square; ECharts measures one to get the line height. */
const SQUARE = 1000;
const BOLD = 1.1;

/** Width of a line of text, px. @param font as in CSS, with its size in px */
export function measureText(text: string, font: string): number {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
  let thousandths = 0;
  for (const character of text) thousandths += charWidth(character.codePointAt(0)!);
  return (thousandths / 1000) * size * (/bold|[6-9]00/.test(font) ? BOLD : 1);
}

/** Truncates a text to at most `width` px. */
export function fitText(text: string, width: number, font: string): string {
  if (measureText(text, font) <= width) return text;
  let cut = text.length;
  while (cut > 1 && measureText(`${text.slice(0, cut)}…`, font) > width) cut -= 1;
  return `${text.slice(0, cut).trimEnd()}…`;
}

/** Lines of at most `width` px, broken at spaces; a longer word is truncated. */
export function wrapText(text: string, width: number, font: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && measureText(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitText(word, width, font));
  }
  return lines;
}

function charWidth(codePoint: number): number {
  return codePoint > 0x2e80 ? SQUARE : (WIDTHS[codePoint - 32] ?? OTHER);
}

/** Advance widths of DejaVu Sans from the space to the tilde, in thousandths of the font size (its table
 *  hmtx). */
const WIDTHS = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const OTHER = 640;
/** A Chinese sign is as wide as high: ECharts measures one to know the height of a line. */
const SQUARE = 1000;
const BOLD = 1.1;

/** Width of a line of text, px. @param font as in CSS, with its size in px */
export function textWidth(text: string, font: string): number {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
  let thousandths = 0;
  for (const character of text) thousandths += widthOf(character.codePointAt(0)!);
  return (thousandths / 1000) * size * (/bold|[6-9]00/.test(font) ? BOLD : 1);
}

/** A text cut so that it takes at most `width` px. */
export function fitted(text: string, width: number, font: string): string {
  if (textWidth(text, font) <= width) return text;
  let cut = text.length;
  while (cut > 1 && textWidth(`${text.slice(0, cut)}…`, font) > width) cut -= 1;
  return `${text.slice(0, cut).trimEnd()}…`;
}

function widthOf(codePoint: number): number {
  return codePoint > 0x2e80 ? SQUARE : (WIDTHS[codePoint - 32] ?? OTHER);
}

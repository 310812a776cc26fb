import { fitText } from './charts/text-width';

export const INK = '#1f2430';
export const MUTED = '#667085';
export const GRID = '#e3e7ee';

/** A rectangle of the image, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface TextStyle {
  readonly size: number;
  readonly fill?: string;
  readonly weight?: 'bold';
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly turned?: boolean;
  /** White outline of the letters, for text over drawings. */
  readonly halo?: boolean;
}

export function drawText(x: number, y: number, content: string, style: TextStyle): string {
  const { size, fill = INK, weight, anchor = 'start', turned = false, halo = false } = style;
  const bold = weight === undefined ? '' : ` font-weight="${weight}"`;
  const turn = turned ? ` transform="rotate(-90 ${px(x)} ${px(y)})"` : '';
  const outline = halo
    ? ' stroke="#ffffff" stroke-width="6" stroke-linejoin="round" paint-order="stroke"'
    : '';
  return (
    `<text x="${px(x)}" y="${px(y)}" font-family="DejaVu Sans" font-size="${size}" fill="${fill}"` +
    `${bold}${outline} text-anchor="${anchor}"${turn}>${escapeXml(content)}</text>`
  );
}

export function drawLine(x1: number, y1: number, x2: number, y2: number, attributes: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" ${attributes}/>`;
}

/** SVG path data through points [x, y], px; `null` lifts the pen. */
export function formatPath(points: Iterable<readonly [number, number] | null>): string {
  let data = '';
  let pen = 'M';
  for (const point of points) {
    if (point === null) {
      pen = 'M';
      continue;
    }
    data += `${pen}${px(point[0])} ${px(point[1])}`;
    pen = 'L';
  }
  return data;
}

/** Rounds to tenths of a pixel, which keeps the file small. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Truncates a text to at most `width` px in DejaVu Sans. */
export function truncate(content: string, width: number, size: number, weight?: 'bold'): string {
  return fitText(content, width, `${weight ?? ''} ${size}px`);
}

/** Removes what no XML document may hold: other control characters than white space, halves of surrogate pairs, and what is
 *  no character. */
export function dropInvalidXml(text: string): string {
  return text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}

function escapeXml(content: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return dropInvalidXml(content.replace(/\p{Cc}/gu, ' ')).replace(
    /[&<>"]/g,
    (character) => entities[character]!,
  );
}

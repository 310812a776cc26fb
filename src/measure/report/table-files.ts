import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from './tables';

/** The table for programs: full figures, units in the headers, empty cells for missing values. */
export function tableCsv({ columns, rows }: Table): string {
  return stringify([
    columns.map(({ key }) => key),
    ...rows.map((row) => row.map(({ value }) => (value === null ? '' : String(value)))),
  ]);
}

/** The table for people: rounded figures, the best ones bold. */
export function tableMarkdown({ columns, rows, bestOf = 'its circuit, direction and world' }: Table): string {
  const cell = ({ text, best }: Cell) => (best ? `**${escaped(text)}**` : escaped(text));
  const arrow = { higher: ' ↑', lower: ' ↓' } as const;
  const lines = [
    columns.map(({ name, better }) => escaped(name) + (better === null ? '' : arrow[better])),
    columns.map(({ isNumber }) => (isNumber ? '---:' : '---')),
    ...rows.map((row) => row.map(cell)),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const legend = columns.some(({ better }) => better !== null)
    ? ['', `↑ higher is better, ↓ lower is better; bold: the best of ${bestOf}.`]
    : [];
  return `${[...lines, ...legend].join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\|*_`<[\]]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

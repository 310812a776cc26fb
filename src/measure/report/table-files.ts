import { stringify } from 'csv-stringify/sync';
import { escapeControls } from '../../errors';
import { csvText } from '../../support/csv-text';
import type { Cell, Table } from './tables';

/** The table as CSV: full precision, units in the headers, empty cells for missing values. */
export function formatCsv({ columns, rows }: Table): string {
  return stringify([
    columns.map(({ key }) => key),
    ...rows.map((row) =>
      row.map(({ value }) =>
        value === null ? '' : typeof value === 'string' ? csvText(value) : String(value),
      ),
    ),
  ]);
}

/** The table as Markdown: rounded, with the best values in bold. */
export function formatMarkdown({
  columns,
  rows,
  bestOf = 'its circuit, direction and world',
}: Table): string {
  const cell = ({ text, best }: Cell) => (best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text));
  const arrow = { higher: ' ↑', lower: ' ↓' } as const;
  const lines = [
    columns.map(({ name, better }) => escapeMarkdown(name) + (better === null ? '' : arrow[better])),
    columns.map(({ isNumber }) => (isNumber ? '---:' : '---')),
    ...rows.map((row) => row.map(cell)),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const hasBest = rows.some((row) => row.some(({ best }) => best));
  const legend = columns.some(({ better }) => better !== null)
    ? ['', `↑ higher is better, ↓ lower is better${hasBest ? `; bold: the best of ${bestOf}` : ''}.`]
    : [];
  return `${[...lines, ...legend].join('\n')}\n`;
}

function escapeMarkdown(text: string): string {
  return escapeControls(text.replace(/[\r\n]+/g, ' ')).replace(/[\\|*_`<[\]]/g, '\\$&');
}

import type { Cell, Column, Table } from '../tables';
import { type Html, html } from './html';

export interface PageTableOptions {
  /** Link target of the head of a row. */
  readonly linkOf?: (row: number) => string;
  /** Key of the column that is the head of its row. */
  readonly head?: string;
  /** Prefix of the footnote ids. */
  readonly id: string;
}

/** Renders a sortable table with the reasons for missing values as footnotes. Columns without any value are
 *  omitted. */
export function renderTable(table: Table, { id, head, linkOf }: PageTableOptions): Html {
  const shown = table.columns
    .map((column, i) => ({ column, i }))
    .filter(({ column, i }) => column.key === head || table.rows.some((row) => row[i]!.value !== null));
  const reasons: string[] = [];
  const mark = (cell: Cell) => (cell.reason === null ? null : renderFootnote(cell.reason, reasons, id));
  const rows = table.rows.map(
    (row, at) =>
      html`<tr>${shown.map(({ column, i }) => renderCell(row[i]!, column, mark, column.key === head ? (linkOf?.(at) ?? null) : null, column.key === head))}</tr>
`,
  );
  const leftOut = table.columns.filter((column) => !shown.some((kept) => kept.column === column));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.title}"><table class="sortable ${table.name}">
<thead><tr>${shown.map(({ column }) => renderHeader(column))}</tr></thead>
<tbody>
${rows}</tbody></table></div>
${reasons.length === 0 ? null : html`<ol class="footnotes">${reasons.map((reason, i) => html`<li id="${id}-note-${i + 1}">${reason}</li>`)}</ol>`}
${leftOut.length === 0 ? null : html`<p class="muted">No run has a value for: ${leftOut.map(({ name }) => name).join(', ')}.</p>`}`;
}

function renderHeader({ name, better, isNumber }: Column): Html {
  const arrow = { higher: '↑ better', lower: '↓ better' } as const;
  const first = better === 'higher' ? 'descending' : 'ascending';
  return html`<th scope="col" class="${isNumber ? 'number' : ''}" data-first="${first}"><button type="button">${splitName(name)}${better === null ? null : html`<span class="better">${arrow[better]}</span>`}</button></th>`;
}

/** Allows a line break after each underscore. */
function splitName(name: string): Html[] {
  return name.split(/(?<=_)/).map((part) => html`${part}<wbr>`);
}

function renderCell(
  cell: Cell,
  column: Column,
  mark: (cell: Cell) => Html | null,
  link: string | null,
  isHead: boolean,
): Html {
  const value = cell.value === null ? null : html` data-value="${String(cell.value)}"`;
  if (isHead) {
    const text = link === null ? cell.text : html`<a href="${link}">${cell.text}</a>`;
    return html`<th scope="row"${value}>${text}</th>`;
  }
  const classes = [column.isNumber ? 'number' : '', cell.best ? 'best' : ''].filter(Boolean).join(' ');
  const why = cell.reason === null ? null : html` title="${cell.reason}"`;
  const best = cell.best ? html`<span class="hidden"> (best)</span>` : null;
  const text = column.isNumber ? cell.text : html`<span class="text">${cell.text}</span>`;
  return html`<td class="${classes}" data-name="${column.name}"${value}${why}>${text}${best}${mark(cell)}</td>`;
}

function renderFootnote(reason: string, reasons: string[], id: string): Html {
  if (!reasons.includes(reason)) reasons.push(reason);
  const number = reasons.indexOf(reason) + 1;
  return html`<sup><a href="#${id}-note-${number}">${number}</a></sup>`;
}

// What the scripts that write tables share.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

export function argument(name) {
  const at = process.argv.indexOf(name);
  return at >= 0 ? (process.argv[at + 1] ?? null) : null;
}

export function median(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.floor(sorted.length / 2)];
}

/** A Markdown table. */
export function table(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Where and when figures were measured. */
export function machine() {
  const model = cpus()[0].model.trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} on ${cpus().length} cores (${model}), ${memory} GiB, Node ${process.versions.node}, ${gpus()}.`;
}

/** Names of the NVIDIA cards; of others nothing is known here. */
function gpus() {
  try {
    const ask = ['--query-gpu=name', '--format=csv,noheader'];
    const names = execFileSync('nvidia-smi', ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return names.trim().split('\n').join(', ') || 'no NVIDIA GPU';
  } catch {
    return 'no NVIDIA GPU';
  }
}

/** The rows of the table between the two markers of `name`, without its header. */
export function rowsBetween(file, name) {
  const content = readFileSync(path.join(ROOT, file), 'utf8');
  const [from, to] = ['begin', 'end'].map((end) => content.indexOf(`<!-- ${name}: ${end} -->`));
  const lines = content.slice(from, to).split('\n');
  const cells = (line) => line.slice(1, -1).split('|');
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => cells(line).map((cell) => cell.trim()));
}

/** Replaces what stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->` in a Markdown file. */
export function replaceBetween(file, name, text) {
  const whole = path.join(ROOT, file);
  const content = readFileSync(whole, 'utf8');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = content.indexOf(begin);
  const to = content.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no place for "${name}" (${begin} ... ${end})`);
  writeFileSync(whole, `${content.slice(0, from + begin.length)}\n${text.trim()}\n${content.slice(to)}`);
}

import { readFileSync, statSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { ConfigurationError, messageOf } from '../errors';
import type { ErrorClass } from './section';

/** Far above every YAML file of ours or of BehaviorMetrics; a larger file is a mistake (a bag, a model). */
const MAX_BYTES = 1 << 20;

/**
 * The value of a YAML 1.2 file.
 * @param what kind of file, for the error: "brain", "circuit", "model card"
 * @throws ErrorClass when the file is missing, empty, huge, not YAML, or expands aliases without end
 */
export function readYamlFile(
  file: string,
  what: string,
  ErrorClass: ErrorClass = ConfigurationError,
): unknown {
  return parseYaml(readYamlText(file, what, ErrorClass), file, what, ErrorClass);
}

/** The same of a text that was read already. @throws ErrorClass as `readYamlFile` */
export function parseYaml(
  text: string,
  file: string,
  what: string,
  ErrorClass: ErrorClass = ConfigurationError,
): unknown {
  return documentValue(parseDocument(text), file, what, [], ErrorClass);
}

/** The text of a YAML file.
 *  @throws ErrorClass when the file is missing, huge, or not text */
export function readYamlText(
  file: string,
  what: string,
  ErrorClass: ErrorClass = ConfigurationError,
): string {
  const fail = (complaint: string) => new ErrorClass(`${file}: ${complaint}`);
  let text: string;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw fail(`is not a file; ${withArticle(what)} is a YAML file`);
    if (stat.size > MAX_BYTES) {
      throw fail(
        `has ${stat.size} bytes; ${withArticle(what)} file has at most ${MAX_BYTES}. Is this the right file?`,
      );
    }
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ErrorClass) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw fail(code === 'ENOENT' ? `no such ${what} file` : `cannot be read: ${messageOf(error)}`);
  }
  if (text.includes('\0')) throw fail(`is not a text file; ${withArticle(what)} is a YAML file`);
  return text;
}

/** The value of a parsed file.
 *  @param others faults of the document that are errors too
 *  @throws ErrorClass when it is not YAML, empty, or expands aliases without end */
export function documentValue(
  document: Document,
  file: string,
  what: string,
  others: readonly Error[] = [],
  ErrorClass: ErrorClass = ConfigurationError,
): unknown {
  const fail = (complaint: string) => new ErrorClass(`${file}: ${complaint}`);
  const problem = document.errors[0] ?? others[0];
  if (problem) throw fail(`is not valid YAML: ${problem.message.split('\n')[0]!.replace(/:$/, '')}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
    if (!isTree(value)) throw fail('refers to itself through an alias; write the value out');
  } catch (error) {
    if (error instanceof ErrorClass) throw error;
    throw fail(`expands its aliases without end; write the values out (${messageOf(error)})`);
  }
  if (value === null || value === undefined) throw fail(`is empty; ${withArticle(what)} file needs content`);
  return value;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Whether a value contains no cycle. */
function isTree(value: unknown, ancestors: Set<object> = new Set()): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (ancestors.has(value)) return false;
  ancestors.add(value);
  const ok = Object.values(value).every((child) => isTree(child, ancestors));
  ancestors.delete(value);
  return ok;
}

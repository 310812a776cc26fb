import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';

/** A class of error that is made from its message, so that cards and brain files can share these checks. */
export type ErrorClass = new (message: string) => Error;

/**
 * One mapping of a YAML file, read key by key. Every error names the file and the full key. `null` and empty values
 * count as absent.
 */
export class Section {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #file: string;
  readonly #path: string;
  readonly #ErrorClass: ErrorClass;

  constructor(value: unknown, file: string, path = '', ErrorClass: ErrorClass = ConfigurationError) {
    this.#file = file;
    this.#path = path;
    this.#ErrorClass = ErrorClass;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw this.error(null, `must be a mapping of keys to values, found ${describe(value)}`);
    }
    this.#value = value as Record<string, unknown>;
  }

  get file(): string {
    return this.#file;
  }

  get keys(): string[] {
    return Object.keys(this.#value);
  }

  /** Rejects keys that are not listed, each in a line of its own with the nearest listed one. */
  allow(known: readonly string[]): this {
    const unknown = this.keys.filter((key) => !known.includes(key));
    if (unknown.length === 0) return this;
    const lines = unknown.map(
      (key) => this.error(key, `is not a known key${suggestion(key, known)}`).message,
    );
    throw new this.#ErrorClass(lines.join('\n'));
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined && this.#value[key] !== null;
  }

  raw(key: string): unknown {
    return this.#value[key] ?? undefined;
  }

  /** What a key holds, one value or each of a list: every item with the section and key that read and name it.
   *  @throws where the list is empty */
  items(key: string): (readonly [section: Section, key: string])[] {
    const value = this.raw(key);
    if (!Array.isArray(value)) return value === undefined ? [] : [[this, key]];
    if (value.length === 0) throw this.error(key, 'is an empty list; list at least one value');
    return value.map((item: unknown, i) => {
      const named = `${key}[${i}]`;
      return [new Section({ [named]: item }, this.#file, this.#path, this.#ErrorClass), named] as const;
    });
  }

  section(key: string): Section {
    this.#require(key);
    return new Section(this.#value[key], this.#file, this.#join(key), this.#ErrorClass);
  }

  optionalSection(key: string): Section | null {
    return this.has(key) ? this.section(key) : null;
  }

  string(key: string): string {
    this.#require(key);
    const value = this.#value[key];
    if (typeof value !== 'string' || value.trim() === '') {
      throw this.error(key, `must be a non-empty string, found ${describe(value)}`);
    }
    return value;
  }

  /** A string, or a list of one: a longer list describes an experiment of several runs. */
  single(key: string): string {
    const value = this.#value[key];
    if (!Array.isArray(value)) return this.string(key);
    if (value.length === 1 && typeof value[0] === 'string' && value[0].trim() !== '') return value[0];
    const complaint =
      value.length < 2
        ? `must be a non-empty string, found ${describe(value)}`
        : `lists ${value.length} values, ${DESCRIBES_EXPERIMENT}`;
    throw this.error(key, complaint);
  }

  optionalString(key: string): string | null {
    return this.has(key) ? this.string(key) : null;
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T {
    const value = this.string(key);
    if (!choices.includes(value as T)) {
      throw this.error(
        key,
        `is '${value}', must be one of ${choices.join(', ')}${suggestion(value, choices)}`,
      );
    }
    return value as T;
  }

  number(key: string, min = -Infinity, max = Infinity): number {
    this.#require(key);
    const value = this.#value[key];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
      throw this.error(key, `must be a number${range(min, max)}, found ${describe(value)}`);
    }
    return value;
  }

  optionalNumber(key: string, min = -Infinity, max = Infinity): number | null {
    return this.has(key) ? this.number(key, min, max) : null;
  }

  integer(key: string, min = -Infinity, max = Infinity): number {
    const value = this.number(key, min, max);
    if (!Number.isInteger(value)) throw this.error(key, `must be a whole number, found ${value}`);
    return value;
  }

  optionalBoolean(key: string): boolean | null {
    if (!this.has(key)) return null;
    const value = this.#value[key];
    if (typeof value !== 'boolean') throw this.error(key, `must be true or false, found ${describe(value)}`);
    return value;
  }

  /** Finite numbers; `length` of them where given. */
  numbers(key: string): number[];
  numbers(key: string, length: 2): [number, number];
  numbers(key: string, length: 3): [number, number, number];
  numbers(key: string, length: 4): [number, number, number, number];
  numbers(key: string, length: number): number[];
  numbers(key: string, length?: number): number[] {
    this.#require(key);
    const value = this.#value[key];
    const count = length === undefined ? '' : `${length} `;
    if (
      !Array.isArray(value) ||
      (length !== undefined && value.length !== length) ||
      !value.every((item) => typeof item === 'number' && Number.isFinite(item))
    ) {
      throw this.error(key, `must be a list of ${count}numbers, found ${describe(value)}`);
    }
    return value as number[];
  }

  /** An error about `key` of this section (null: the section itself), to be thrown. */
  error(key: string | null, complaint: string): Error {
    const path = key === null ? this.#path : this.#join(key);
    return new this.#ErrorClass(`${this.#file}: ${path === '' ? 'the file' : path} ${complaint}`);
  }

  #require(key: string): void {
    if (!this.has(key)) {
      throw this.error(key, `is missing${suggestionAmong(key, this.keys)}`);
    }
  }

  #join(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}

/** What is said of a list where a run takes one value. */
export const DESCRIBES_EXPERIMENT = 'which describes an experiment; a run takes one value';

function suggestionAmong(key: string, present: string[]): string {
  return suggestion(key, present).replace('did you mean', 'found');
}

function range(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return '';
  if (max === Infinity) return ` of at least ${min}`;
  if (min === -Infinity) return ` of at most ${max}`;
  return ` from ${min} to ${max}`;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length > 8 ? 'a list' : `the list [${value.map(brief).join(', ')}]`;
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `'${brief(value)}'` : String(value);
}

function brief(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? '...' : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

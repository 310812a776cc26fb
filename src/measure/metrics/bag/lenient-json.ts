export type JsonObject = Readonly<Record<string, unknown>>;

/** A string (to the end of the text if it has no end), or a number that Python writes and JSON does not allow. */
const TEXT_OR_NO_NUMBER = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g;
/** Longer texts, and deeper objects, are not what a recorder writes. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_DEPTH = 64;

/** Parses a JSON object, with the NaN and Infinity of Python's json module as null; null for anything else, and for one that
 *  is too long or too deep. */
export function parseJsonObject(text: string): JsonObject | null {
  if (text.length > MOST_CHARACTERS) return null;
  const found =
    parse(text) ?? parse(text.replace(TEXT_OR_NO_NUMBER, (found) => (found[0] === '"' ? found : 'null')));
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return null;
  return isDeeperThan(found, MOST_DEPTH) ? null : (found as JsonObject);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((entry) => isDeeperThan(entry, depth - 1));
}

/** The value as JSON can represent it: NaN and infinity become null, undefined entries are dropped. */
export function toJsonSafe(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(toJsonSafe);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, toJsonSafe(entry)]));
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A string, or a number that Python writes and JSON does not allow. */
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Parses a JSON object, with the NaN and Infinity of Python's json module as null; null for anything else. */
export function parseJsonObject(text: string): JsonObject | null {
  const found =
    parse(text) ?? parse(text.replace(TEXT_OR_NO_NUMBER, (found) => (found[0] === '"' ? found : 'null')));
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonObject) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The value as JSON can represent it: NaN and infinity become null, undefined entries are dropped. */
export function toJsonSafe(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(toJsonSafe);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, toJsonSafe(entry)]));
}

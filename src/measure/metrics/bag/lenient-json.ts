export type JsonMapping = Readonly<Record<string, unknown>>;

/** A text, or a number that Python writes and JSON does not know. */
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** A JSON object, also with the NaN and Infinity of Python's json module (as null); null for anything else. */
export function parseMapping(text: string): JsonMapping | null {
  const found =
    parse(text) ?? parse(text.replace(TEXT_OR_NO_NUMBER, (found) => (found[0] === '"' ? found : 'null')));
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonMapping) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The same value as JSON can hold it: a number that is none becomes null, an absent entry goes. */
export function jsonSafe(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(jsonSafe);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, jsonSafe(entry)]));
}

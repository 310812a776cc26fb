import { type ExactValue, XmlRpcDouble } from './xmlrpc-value';

/** Values that hold no others, by their type in XML. */
const READERS: ReadonlyMap<string, (text: string) => ExactValue> = new Map([
  ['string', (text: string): ExactValue => text],
  ['boolean', readBoolean],
  ['double', readDouble],
  ['float', readDouble],
  ['dateTime.iso8601', readDate],
  ['base64', (text: string): ExactValue => new Uint8Array(Buffer.from(text, 'base64'))],
  ['nil', () => undefined],
  ['ex:nil', () => undefined],
  ...['int', 'i1', 'i2', 'i4', 'i8', 'ex:i8'].map((type) => [type, readInteger] as const),
]);

/** @throws Error where the text is no value of the type, or the type is unknown */
export function parseSimple(type: string, text: string): ExactValue {
  const read = READERS.get(type);
  if (read === undefined) throw new Error(`<${type}> is not a type of XML-RPC`);
  return read(text);
}

function readBoolean(text: string): boolean {
  const digit = text.trim();
  if (digit !== '0' && digit !== '1') throw new Error('a boolean must be 0 or 1');
  return digit === '1';
}

function readInteger(text: string): number {
  const value = /^[+-]?\d{1,20}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Error('an int must be digits, up to 2^53');
  return value;
}

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

function readDouble(text: string): ExactValue {
  const word = text.trim().toLowerCase();
  if (word.length > 400) throw new Error('a double has at most 400 digits');
  const [, sign, name] = /^([+-]?)([a-z]+)$/.exec(word) ?? [];
  const special = NOT_FINITE.get(name ?? '');
  if (special !== undefined) return sign === '-' ? -special : special;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(word)) throw new Error('a double must be a number');
  const value = Number(word);
  return Number.isInteger(value) ? new XmlRpcDouble(value) : value;
}

/** The standard names no time zone; UTC here, so that a date comes back as it was. */
function readDate(text: string): Date {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?Z?$/.exec(text.trim());
  const [year, month, day, hour, minute, second] = (match ?? []).slice(1).map(Number) as number[];
  const date = new Date(Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day, hour, minute, second));
  if (Number.isNaN(date.getTime())) throw new Error('a date must be written as 20261130T12:00:00');
  return date;
}

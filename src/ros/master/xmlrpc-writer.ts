import { type ExactValue, isStruct, XmlRpcDouble } from './xmlrpc-value';

const PROLOGUE = "<?xml version='1.0'?>\n";
const SMALLEST_INT = -(2 ** 31);
const LARGEST_INT = 2 ** 31 - 1;

export function writeMethodCall(method: string, params: readonly ExactValue[]): string {
  const list = params.map((param) => `<param>${written(param)}</param>`).join('');
  const name = escaped(method);
  return `${PROLOGUE}<methodCall><methodName>${name}</methodName><params>${list}</params></methodCall>`;
}

export function writeMethodResponse(value: ExactValue): string {
  return `${PROLOGUE}<methodResponse><params><param>${written(value)}</param></params></methodResponse>`;
}

export function writeFault(code: number, message: string): string {
  const fault = written({ faultCode: code, faultString: message });
  return `${PROLOGUE}<methodResponse><fault>${fault}</fault></methodResponse>`;
}

function written(value: ExactValue): string {
  return `<value>${inner(value)}</value>`;
}

function inner(value: ExactValue): string {
  switch (typeof value) {
    case 'string':
      return `<string>${escaped(value)}</string>`;
    case 'boolean':
      return `<boolean>${value ? 1 : 0}</boolean>`;
    case 'number':
      return isInt(value) ? `<int>${value}</int>` : double(value);
    case 'undefined':
      return '<nil/>';
  }
  if (value === null) return '<nil/>';
  if (value instanceof XmlRpcDouble) return double(value.value);
  if (Array.isArray(value)) return `<array><data>${value.map(written).join('')}</data></array>`;
  if (value instanceof Date) return `<dateTime.iso8601>${dateText(value)}</dateTime.iso8601>`;
  if (!isStruct(value)) return `<base64>${Buffer.from(value).toString('base64')}</base64>`;
  const members = Object.entries(value).map(
    ([name, member]) => `<member><name>${escaped(name)}</name>${written(member)}</member>`,
  );
  return `<struct>${members.join('')}</struct>`;
}

/** A larger int is an error in every client. */
function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= SMALLEST_INT && value <= LARGEST_INT && !Object.is(value, -0);
}

/** As Python writes it: with a point or an exponent, nan, inf. */
function double(value: number): string {
  const plain = Object.is(value, -0) ? '-0' : String(value);
  const text = /^-?\d+$/.test(plain) ? `${plain}.0` : plain.replace('Infinity', 'inf').replace('NaN', 'nan');
  return `<double>${text}</double>`;
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll('-', '');
}

/** Never anything that a parser of XML rejects: one such name would make a whole list unreadable. */
function escaped(text: string): string {
  if (!/[^\t\n\u0020-\u0025'-;=?-~]/.test(text)) return text;
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

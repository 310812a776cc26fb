/** A value of XML-RPC as this program uses it. Nil is undefined. */
export type XmlRpcValue =
  | undefined
  | boolean
  | number
  | string
  | Date
  | Uint8Array
  | XmlRpcValue[]
  | { [key: string]: XmlRpcValue };

/** A double without a fraction, which a number of JavaScript cannot tell from an int. */
export class XmlRpcDouble {
  constructor(readonly value: number) {}
}

/** A value with its type on the wire: 3.0 stays a double. */
export type ExactValue =
  | undefined
  | boolean
  | number
  | string
  | Date
  | Uint8Array
  | XmlRpcDouble
  | ExactValue[]
  | ExactStruct;

export type ExactStruct = { [key: string]: ExactValue };

/** What one message may hold. */
export interface RpcLimits {
  readonly longest_bytes: number;
  /** Of all values together, those within structs and arrays included. */
  readonly mostValues: number;
}

/** Arrays and structs within each other. Python's own XML-RPC fails at about 330. */
export const DEEPEST_VALUE = 100;

/** Calls and answers of single nodes: names, addresses, lists of connections. */
export const NODE_LIMITS: RpcLimits = { longest_bytes: 256 * 1024, mostValues: 10_000 };

/** Answers of a master: its parameters and the state of the graph may be large. */
export const MASTER_LIMITS: RpcLimits = { longest_bytes: 4 * 1024 * 1024, mostValues: 100_000 };

export function isStruct(value: ExactValue): value is ExactStruct {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof XmlRpcDouble)
  );
}

/** Sets a member whatever its name is: an assignment to `__proto__` would replace the prototype. */
export function setMember(struct: ExactStruct, name: string, value: ExactValue): void {
  if (name !== '__proto__') struct[name] = value;
  else Object.defineProperty(struct, name, { value, writable: true, enumerable: true, configurable: true });
}

/** The value with numbers of JavaScript for doubles. */
export function plain(value: ExactValue): XmlRpcValue {
  if (value instanceof XmlRpcDouble) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isStruct(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

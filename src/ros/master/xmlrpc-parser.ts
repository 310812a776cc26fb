import { foreignText } from '../foreign-text';
import { XmlScanner } from './xml-scanner';
import { parseSimple } from './xmlrpc-simple';
import { DEEPEST_VALUE, type ExactStruct, type ExactValue, type RpcLimits, setMember } from './xmlrpc-value';

export interface MethodCall {
  readonly method: string;
  readonly params: ExactValue[];
}

/** A fault: the peer could not carry out the call at all. */
export class XmlRpcFault extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'XmlRpcFault';
  }
}

/** Reads a call. Takes time in proportion to its length, whatever it holds.
 *  @throws Error for anything but an XML-RPC call within the limits */
export function parseMethodCall(bytes: Buffer, limits: RpcLimits): MethodCall {
  const parser = new Parser(bytes, limits);
  parser.open('methodCall');
  parser.open('methodName');
  const method = parser.textUntilEnd('methodName').trim();
  const params = parser.opens('params') ? parser.params() : [];
  parser.end('methodCall');
  return { method, params };
}

/** Reads an answer.
 *  @throws XmlRpcFault; Error for anything but an XML-RPC answer within the limits */
export function parseMethodResponse(bytes: Buffer, limits: RpcLimits): ExactValue {
  const parser = new Parser(bytes, limits);
  parser.open('methodResponse');
  if (parser.opens('fault')) throw faultOf(parser.value());
  parser.open('params');
  const params = parser.params();
  parser.end('methodResponse');
  if (params.length !== 1) throw new Error(`an answer has one value, not ${params.length}`);
  return params[0];
}

function faultOf(value: ExactValue): XmlRpcFault {
  const { faultCode, faultString } = (typeof value === 'object' ? value : {}) as ExactStruct;
  return new XmlRpcFault(
    typeof faultCode === 'number' ? faultCode : 0,
    typeof faultString === 'string' ? foreignText(faultString) : 'fault without a reason',
  );
}

class Parser {
  readonly #xml: XmlScanner;
  readonly #limits: RpcLimits;
  #values = 0;

  constructor(bytes: Buffer, limits: RpcLimits) {
    this.#xml = new XmlScanner(bytes);
    this.#limits = limits;
  }

  open(name: string): void {
    if (!this.opens(name)) throw new Error(`<${name}> is missing`);
  }

  /** Reads the tag if it comes next. */
  opens(name: string): boolean {
    return this.#xml.takes(name, false);
  }

  end(name: string): void {
    if (!this.#xml.takes(name, true)) throw new Error(`</${name}> is missing`);
  }

  textUntilEnd(name: string): string {
    const { text, tag } = this.#xml.next();
    if (tag.name !== name || !tag.isEnd) throw new Error(`<${tag.name}> within ${name}`);
    return text;
  }

  /** Up to the end of params. */
  params(): ExactValue[] {
    const params: ExactValue[] = [];
    while (this.opens('param')) {
      params.push(this.value());
      this.end('param');
    }
    this.end('params');
    return params;
  }

  value(depth = 0): ExactValue {
    this.open('value');
    this.#values += 1;
    if (this.#values > this.#limits.mostValues) {
      throw new Error(`more than ${this.#limits.mostValues} values in one message`);
    }
    const { text, tag } = this.#xml.next();
    if (tag.isEnd) {
      if (tag.name !== 'value') throw new Error(`</${tag.name}> within a value`);
      return text;
    }
    if (text.trim() !== '') throw new Error('text beside the type of a value');
    const value = this.#typed(tag.name, depth + 1);
    this.end('value');
    return value;
  }

  #typed(type: string, depth: number): ExactValue {
    if (type !== 'array' && type !== 'struct') return parseSimple(type, this.textUntilEnd(type));
    if (depth > DEEPEST_VALUE) throw new Error(`values nested deeper than ${DEEPEST_VALUE}`);
    return type === 'array' ? this.#array(depth) : this.#struct(depth);
  }

  #array(depth: number): ExactValue[] {
    const items: ExactValue[] = [];
    this.open('data');
    while (!this.#xml.takes('data', true)) items.push(this.value(depth));
    this.end('array');
    return items;
  }

  #struct(depth: number): ExactStruct {
    const struct: ExactStruct = {};
    while (this.opens('member')) {
      this.open('name');
      const name = this.textUntilEnd('name');
      setMember(struct, name, this.value(depth));
      this.end('member');
    }
    this.end('struct');
    return struct;
  }
}

import { messageMd5, parseDefinition, serviceMd5 } from '../../src/messages/definition-syntax';
import { accessFor } from './access';
import type { Definitions, ServiceText } from './definitions';
import { emitDecode } from './emit-decode';
import { emitSize, emitWrite } from './emit-encode';
import { baseName, emitConstants, emitInterface, emitPartialType, interfaceOf } from './emit-types';
import { layoutOf, type Member, type PartialMessage } from './layout';

export const NOTICE =
  '// Made from the message definitions by scripts/generate-messages.ts: change those instead.';

const WIRE_TYPES = ['MessageCodec', 'ServiceCodec'];
const WIRE_FUNCTIONS = ['readText', 'sizeOfText', 'truncated', 'viewOf', 'writeText', 'wrongLength'];

/** A message, or half of a service. */
interface Part {
  readonly type: string;
  readonly name: string;
  readonly interface: string;
  readonly text: string;
  readonly members: readonly Member[];
}

/** Makes one TypeScript module of each package. */
export class PackageEmitter {
  /** @throws Error for two messages of one name, which is that of their types and functions */
  constructor(
    private readonly definitions: Definitions,
    private readonly partials: readonly PartialMessage[],
  ) {
    const byName = new Map<string, string>();
    for (const type of definitions.messages.keys()) {
      const other = byName.get(baseName(type));
      if (other !== undefined) throw new Error(`${other} and ${type} have the same name`);
      byName.set(baseName(type), type);
    }
  }

  get packages(): string[] {
    const types = [...this.definitions.messages.keys(), ...this.definitions.services.keys()];
    return [...new Set(types.map(packageOf))].sort();
  }

  module(name: string): string {
    const messages = [...this.definitions.messages].filter(([type]) => packageOf(type) === name);
    const services = [...this.definitions.services].filter(([type]) => packageOf(type) === name);
    const parts = [
      ...messages.map(([type, text]) => this.#message(type, text)),
      ...services.flatMap(([type, text]) => this.#halves(type, text)),
    ];
    const body = [
      ...parts.flatMap((part) => this.#part(part)),
      ...this.#partials(name),
      ...messages.map(([type]) => this.#codec(type)),
      ...services.map(([type, text]) => this.#serviceCodec(type, text)),
    ];
    return [NOTICE, ...this.#imports(name, body.join('\n')), '', body.join('\n\n'), ''].join('\n');
  }

  #message(type: string, text: string): Part {
    return {
      type,
      name: baseName(type),
      interface: interfaceOf(type),
      text,
      members: layoutOf(type, text, this.#textOf),
    };
  }

  #halves(type: string, service: ServiceText): Part[] {
    const half = (suffix: string, text: string): Part => {
      const name = `${baseName(type)}${suffix}`;
      return {
        type: `${type}${suffix}`,
        name,
        interface: name,
        text,
        members: layoutOf(type, text, this.#textOf),
      };
    };
    return [half('Request', service.request), half('Response', service.response)];
  }

  readonly #textOf = (type: string, from?: string): string => {
    const text = this.definitions.messages.get(type);
    if (text === undefined) {
      throw new Error(`${from ?? type}: the definition of ${type} is missing: add it to ros/msgs`);
    }
    return text;
  };

  #part(part: Part): string[] {
    const { type, name, members, text } = part;
    const access = accessFor(members);
    const constants = emitConstants(type, parseDefinition(text));
    return [
      emitInterface(part.interface, type, members, text),
      ...(constants === null ? [] : [constants]),
      emitSize(`sizeOf${name}`, part.interface, members),
      emitWrite(`write${name}`, members, { type, parameterType: part.interface, access }),
      [
        `export function encode${name}(message: ${part.interface}): Buffer {`,
        `  const bytes = Buffer.allocUnsafe(sizeOf${name}(message));`,
        `  write${name}(message, bytes, 0);`,
        '  return bytes;',
        '}',
      ].join('\n'),
      emitDecode(`decode${name}`, members, {
        type,
        returns: part.interface,
        access,
        nameOf: interfaceOf,
      }),
    ];
  }

  #partials(packageName: string): string[] {
    return this.partials
      .filter(({ type }) => packageOf(type) === packageName)
      .flatMap(({ name, type, without }) => {
        const { members } = this.#message(type, this.#textOf(type));
        const access = accessFor(members);
        return [
          emitPartialType(name, `${type} without ${without.join(' and ')}.`, members, without),
          emitDecode(`decode${name}`, members, { type, returns: name, access, nameOf: interfaceOf, without }),
        ];
      });
  }

  #codec(type: string): string {
    const name = baseName(type);
    const md5sum = messageMd5(type, this.#textOf);
    return [
      `export const ${name}Codec: MessageCodec<${interfaceOf(type)}> = {`,
      `  type: '${type}',`,
      `  md5sum: '${md5sum}',`,
      ...functionsOf(name),
      '};',
    ].join('\n');
  }

  #serviceCodec(type: string, { request, response }: ServiceText): string {
    const name = baseName(type);
    const md5sum = serviceMd5(type, request, response, this.#textOf);
    const half = (key: string, suffix: string) => [
      `  ${key}: {`,
      ...functionsOf(`${name}${suffix}`).map((line) => `  ${line}`),
      '  },',
    ];
    return [
      `export const ${name}Service: ServiceCodec<${name}Request, ${name}Response> = {`,
      `  type: '${type}',`,
      `  md5sum: '${md5sum}',`,
      ...half('request', 'Request'),
      ...half('response', 'Response'),
      '};',
    ].join('\n');
  }

  #imports(packageName: string, body: string): string[] {
    const used = (name: string) => new RegExp(`\\b${name}\\b`).test(body);
    const lines: string[] = [];
    if (used('Stamp')) lines.push("import type { Stamp } from '../../types';");
    const types = WIRE_TYPES.filter(used).map((name) => `type ${name}`);
    lines.push(`import { ${[...types, ...WIRE_FUNCTIONS.filter(used)].join(', ')} } from '../wire';`);
    for (const other of this.packages.filter((one) => one !== packageName)) {
      const messages = [...this.definitions.messages.keys()].filter((type) => packageOf(type) === other);
      const needed = messages.map(interfaceOf).filter(used);
      if (needed.length > 0) lines.push(`import type { ${needed.join(', ')} } from './${other}';`);
    }
    return lines;
  }
}

function packageOf(type: string): string {
  return type.slice(0, type.indexOf('/'));
}

function functionsOf(name: string): string[] {
  return [`  size: sizeOf${name},`, `  write: write${name},`, `  decode: decode${name},`];
}

import type { Definitions } from './definitions';
import { NOTICE } from './emit-package';
import { baseName, interfaceOf } from './emit-types';

/** The module that gathers those of all packages: types and codecs by the names that ROS gives them. */
export function emitIndex({ messages, services }: Definitions, packages: readonly string[]): string {
  const types = [...messages.keys()];
  const serviceTypes = [...services.keys()];
  const table = (name: string, about: string, lines: readonly string[]) =>
    [`/** ${about} */`, `export ${name} {`, ...lines.map((line) => `  ${line}`), '}'].join('\n');
  return [
    NOTICE,
    "import type { MessageCodec, ServiceCodec } from '../wire';",
    ...packages.map((name) => `import * as ${name} from './${name}';`),
    '',
    ...packages.map((name) => `export * from './${name}';`),
    '',
    table(
      'interface Messages',
      'What messages hold, by type.',
      types.map((type) => `'${type}': ${packageOf(type)}.${interfaceOf(type)};`),
    ),
    '',
    table(
      'interface Services',
      'What requests and responses hold, by type of service.',
      serviceTypes.map((type) => {
        const name = `${packageOf(type)}.${baseName(type)}`;
        return `'${type}': { request: ${name}Request; response: ${name}Response };`;
      }),
    ),
    '',
    'export type MessageType = keyof Messages;',
    'export type ServiceType = keyof Services;',
    '',
    table(
      'const MESSAGES: { readonly [T in MessageType]: MessageCodec<Messages[T]> } =',
      'How messages are written and read, by type.',
      types.map((type) => `'${type}': ${packageOf(type)}.${baseName(type)}Codec,`),
    ),
    '',
    table(
      "const SERVICES: { readonly [S in ServiceType]: ServiceCodec<Services[S]['request'], Services[S]['response']> } =",
      'How requests and responses are written and read, by type of service.',
      serviceTypes.map((type) => `'${type}': ${packageOf(type)}.${baseName(type)}Service,`),
    ),
    '',
    table(
      'const DEFINITIONS: Readonly<Record<MessageType, string>> =',
      'The definitions, by type.',
      [...messages].map(([type, text]) => `'${type}': ${JSON.stringify(text)},`),
    ),
    '',
  ].join('\n');
}

function packageOf(type: string): string {
  return type.slice(0, type.indexOf('/'));
}

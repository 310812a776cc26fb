import { type Access, plus } from './access';
import { isBytes, type Member, SIZES } from './layout';

type Fixed = Extract<Member, { kind: 'fixed' }>;
type Text = Extract<Member, { kind: 'text' }>;
type Nested = Extract<Member, { kind: 'message' }>;

/** A function that gives the bytes that a message takes. */
export function emitSize(name: string, parameterType: string, members: readonly Member[]): string {
  const { constant, terms, loops } = sizeOf(members, 'message');
  const sum = [...(constant > 0 || terms.length === 0 ? [String(constant)] : []), ...terms].join(' + ');
  const isUsed = terms.length + loops.length > 0;
  const lines = loops.length === 0 ? [`return ${sum};`] : [`let size = ${sum};`, ...loops, 'return size;'];
  return [
    `export function ${name}(${isUsed ? 'message' : '_message'}: ${parameterType}): number {`,
    ...lines.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

interface Size {
  constant: number;
  readonly terms: string[];
  readonly loops: string[];
}

function sizeOf(members: readonly Member[], owner: string): Size {
  const size: Size = { constant: 0, terms: [], loops: [] };
  for (const member of members) addSize(size, member, `${owner}.${member.name}`);
  return size;
}

function addSize(size: Size, member: Member, value: string): void {
  const { count } = member;
  const item = count === null ? value : `${localOf(value)}$item`;
  const each = sizeOfOne(member, item);
  if (count === null) {
    size.constant += each.constant;
    size.terms.push(...each.terms);
    size.loops.push(...each.loops);
    return;
  }
  if (count === 'any') size.constant += 4;
  if (each.terms.length + each.loops.length === 0) {
    if (typeof count === 'number') size.constant += count * each.constant;
    else size.terms.push(each.constant === 1 ? `${value}.length` : `${each.constant} * ${value}.length`);
    return;
  }
  const sum = [each.constant, ...each.terms].join(' + ');
  size.loops.push(
    `for (const ${item} of ${value}) {`,
    ...[`size += ${sum};`, ...each.loops].map((line) => `  ${line}`),
    '}',
  );
}

function sizeOfOne(member: Member, value: string): Size {
  switch (member.kind) {
    case 'fixed':
      return { constant: SIZES[member.type], terms: [], loops: [] };
    case 'text':
      return { constant: 4, terms: [`sizeOfText(${value})`], loops: [] };
    case 'message':
      return sizeOf(member.members, value);
  }
}

export interface EncodePlan {
  /** For messages about arrays of a wrong length. */
  readonly type: string;
  readonly parameterType: string;
  readonly access: Access;
}

/** A function that writes a message, straight through. */
export function emitWrite(name: string, members: readonly Member[], plan: EncodePlan): string {
  const { preamble } = plan.access;
  const block = new EncodeBlock(plan);
  block.message(members, 'message');
  const parameters =
    members.length > 0
      ? `message: ${plan.parameterType}, bytes: Buffer, at: number`
      : `_message: ${plan.parameterType}, _bytes: Buffer, at: number`;
  const lines = [
    ...(preamble && members.length > 0 ? [preamble] : []),
    ...block.lines,
    `return ${block.place()};`,
  ];
  return [`export function ${name}(${parameters}): number {`, ...lines.map((line) => `  ${line}`), '}'].join(
    '\n',
  );
}

/** Statements that write members of a message, one after the other. */
class EncodeBlock {
  readonly lines: string[] = [];
  /** Bytes written since `at`. */
  #written = 0;

  constructor(private readonly plan: EncodePlan) {}

  message(members: readonly Member[], owner: string): void {
    for (const member of members) {
      const value = `${owner}.${member.name}`;
      if (member.kind === 'fixed') this.#fixed(member, value);
      else if (member.kind === 'text') this.#text(member, value);
      else this.#nested(member, value);
    }
  }

  /** Where the next field begins. */
  place(): string {
    return plus('at', this.#written);
  }

  #fixed(member: Fixed, value: string): void {
    const { type, count } = member;
    const size = SIZES[type];
    if (count === null) {
      this.lines.push(this.plan.access.write(type, this.place(), value));
      this.#written += size;
      return;
    }
    this.#lengthOf(value, count);
    const local = this.#local(value);
    if (isBytes(member)) {
      this.lines.push(`bytes.set(${local}, ${this.place()});`);
    } else {
      const at = `${this.place()} + ${size === 1 ? '' : `${size} * `}i`;
      this.lines.push(
        `for (let i = 0; i < ${local}.length; i++) {`,
        `  ${this.plan.access.write(type, at, `${local}[i]!`)}`,
        '}',
      );
    }
    if (typeof count === 'number') this.#written += size * count;
    else this.#advance(size === 1 ? `${local}.length` : `${size} * ${local}.length`);
  }

  #text({ count }: Text, value: string): void {
    if (count === null) {
      this.#writeText(value);
      return;
    }
    this.#lengthOf(value, count);
    this.#loop(value, (item, block) => block.#writeText(item));
  }

  #nested({ count, members }: Nested, value: string): void {
    if (count === null) {
      if (members.length > 0) this.message(members, this.#local(value));
      return;
    }
    this.#lengthOf(value, count);
    this.#loop(value, (item, block) => block.message(members, item));
  }

  #writeText(value: string): void {
    this.lines.push(`at = writeText(${value}, bytes, ${this.place()});`);
    this.#written = 0;
  }

  /** Writes or checks the length of an array. */
  #lengthOf(value: string, count: number | 'any'): void {
    const local = this.#local(value);
    if (count === 'any') {
      this.lines.push(this.plan.access.write('uint32', this.place(), `${local}.length`));
      this.#written += 4;
      return;
    }
    const field = local.slice(1).replaceAll('$', '.');
    this.lines.push(
      `if (${local}.length !== ${count}) ` +
        `throw wrongLength('${this.plan.type}', '${field}', ${count}, ${local}.length);`,
    );
  }

  #loop(value: string, write: (item: string, block: EncodeBlock) => void): void {
    this.#advance();
    const item = `${localOf(value)}$item`;
    const block = new EncodeBlock(this.plan);
    write(item, block);
    block.#advance();
    this.lines.push(
      `for (const ${item} of ${localOf(value)}) {`,
      ...block.lines.map((line) => `  ${line}`),
      '}',
    );
  }

  /** Brings `at` to the next field, and past `bytes` more. */
  #advance(bytes = ''): void {
    const passed = [...(this.#written > 0 ? [String(this.#written)] : []), ...(bytes ? [bytes] : [])];
    if (passed.length > 0) this.lines.push(`at += ${passed.join(' + ')};`);
    this.#written = 0;
  }

  /** A constant that holds what a path leads to. */
  #local(path: string): string {
    const local = localOf(path);
    const line = `const ${local} = ${path};`;
    if (!this.lines.includes(line)) this.lines.push(line);
    return local;
  }
}

/** Name of the constant for a path such as `message.header` or `$header.stamp`. */
function localOf(path: string): string {
  return path.replace(/^message/, '').replaceAll('.', '$');
}

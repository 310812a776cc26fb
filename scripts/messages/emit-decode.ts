import { type Access, plus } from './access';
import { type Count, type FixedType, isBytes, type Member, SIZES } from './layout';

export interface DecodePlan {
  /** For messages about bytes that end too early. */
  readonly type: string;
  /** Type of what the function returns. */
  readonly returns: string;
  readonly access: Access;
  /** Name of the TypeScript interface of a message type. */
  nameOf(type: string): string;
  /** Fields that are skipped. */
  readonly without?: readonly string[];
}

/** A function that reads a message, straight through: fields of a fixed size that follow each other are checked
 *  together and read at offsets from the first. */
export function emitDecode(name: string, members: readonly Member[], plan: DecodePlan): string {
  const block = new DecodeBlock(plan);
  const value = block.message(members, '', '');
  block.end();
  const { preamble } = plan.access;
  const lines = [...(preamble && members.length > 0 ? [preamble] : []), ...block.lines, `return ${value};`];
  const parameter = members.length > 0 ? 'bytes' : '_bytes';
  return [
    `export function ${name}(${parameter}: Buffer): ${plan.returns} {`,
    ...lines.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

/** Statements that read members of a message, one after the other. */
class DecodeBlock {
  readonly lines: string[] = [];
  /** Where the block has come to: a number, or the variable `at`. */
  #at: string;
  /** What has to be added to it before it is used again. */
  #passed: string[] = [];
  /** Fields of a fixed size that have not been checked yet. */
  #run: { readonly at: string; bytes: number; readonly reads: string[] } | null = null;

  constructor(
    private readonly plan: DecodePlan,
    at = '0',
  ) {
    this.#at = at;
  }

  /** @returns the object that the members make */
  message(members: readonly Member[], local: string, path: string): string {
    const values: string[] = [];
    for (const member of members) {
      const inside = path === '' ? member.name : `${path}.${member.name}`;
      if (this.plan.without?.includes(inside)) this.#skip(member, inside);
      else values.push(`${member.name}: ${this.#value(member, `${local}$${member.name}`, inside)}`);
    }
    return values.length === 0 ? '{}' : `{ ${values.join(', ')} }`;
  }

  /** Ends the block where nothing more is read. */
  end(): void {
    this.#check();
  }

  /** Ends the block with `at` behind it. */
  endOfItem(): void {
    this.#check();
    this.#place();
  }

  #value(member: Member, local: string, path: string): string {
    const { count } = member;
    if (member.kind === 'text') return count === null ? this.#text(local) : this.#texts(local, count);
    if (member.kind === 'message') {
      if (count === null) return this.message(member.members, local, path);
      return this.#messages(local, count, member.members, this.plan.nameOf(member.type));
    }
    if (isBytes(member)) return this.#bytes(local, count);
    if (count === null) {
      this.#read(SIZES[member.type], (at) => [`const ${local} = ${this.plan.access.read(member.type, at)};`]);
      return local;
    }
    return this.#array(local, member.type, count);
  }

  #skip(member: Member, path: string): void {
    if (member.kind !== 'fixed' || member.count === 'any') {
      throw new Error(`${this.plan.type}: ${path} cannot be left out: it is of no fixed size`);
    }
    this.#read(SIZES[member.type] * (member.count ?? 1), () => []);
  }

  #text(local: string): string {
    const length = this.#length(local);
    const at = this.#need(length);
    this.lines.push(`const ${local} = readText(bytes, ${at}, ${at} + ${length});`);
    this.#passed.push(length);
    return local;
  }

  #bytes(local: string, count: Count): string {
    if (typeof count === 'number') {
      this.#read(count, (at) => [`const ${local} = bytes.subarray(${at}, ${plus(at, count)});`]);
      return local;
    }
    const length = this.#length(local);
    const at = this.#need(length);
    this.lines.push(`const ${local} = bytes.subarray(${at}, ${at} + ${length});`);
    this.#passed.push(length);
    return local;
  }

  #array(local: string, type: FixedType, count: Count): string {
    const size = SIZES[type];
    const element = elementOf(type);
    const loop = (at: string, length: string | number) => [
      `const ${local}: ${element}[] = [];`,
      `for (let i = 0; i < ${length}; i++) ${local}.push(` +
        `${this.plan.access.read(type, `${at} + ${size === 1 ? '' : `${size} * `}i`)});`,
    ];
    if (typeof count === 'number') {
      this.#read(size * count, (at) => loop(at, count));
      return local;
    }
    const length = this.#length(local);
    const all = size === 1 ? length : `${size} * ${length}`;
    const at = this.#need(all);
    this.lines.push(...loop(at, length));
    this.#passed.push(all);
    return local;
  }

  #texts(local: string, count: Count): string {
    return this.#items(local, count, 'string', (block) => block.#text(`${local}$item`));
  }

  #messages(local: string, count: Count, members: readonly Member[], name: string): string {
    return this.#items(local, count, name, (block) => block.message(members, `${local}$item`, ''));
  }

  /** An array whose items are of sizes of their own. */
  #items(local: string, count: Count, element: string, item: (block: DecodeBlock) => string): string {
    const length = typeof count === 'number' ? String(count) : this.#length(local);
    this.#check();
    if (this.#place() !== 'at') {
      this.lines.push(`let at = ${this.#at};`);
      this.#at = 'at';
    }
    const block = new DecodeBlock({ ...this.plan, without: [] }, 'at');
    const value = item(block);
    block.endOfItem();
    this.lines.push(
      `const ${local}: ${element}[] = [];`,
      `for (let i = 0; i < ${length}; i++) {`,
      ...block.lines.map((line) => `  ${line}`),
      `  ${local}.push(${value});`,
      '}',
    );
    return local;
  }

  /** Reads the length that goes before a text or an array. */
  #length(local: string): string {
    const length = `${local}$length`;
    this.#read(4, (at) => [`const ${length} = ${this.plan.access.read('uint32', at)};`]);
    return length;
  }

  #read(bytes: number, reads: (at: string) => string[]): void {
    this.#run ??= { at: this.#place(), bytes: 0, reads: [] };
    this.#run.reads.push(...reads(plus(this.#run.at, this.#run.bytes)));
    this.#run.bytes += bytes;
  }

  /** Has the fields so far checked and read, and `bytes` more checked. @returns where these begin */
  #need(bytes: string): string {
    this.#check();
    const at = this.#place();
    this.#require(at, bytes);
    return at;
  }

  #check(): void {
    if (!this.#run) return;
    const { at, bytes, reads } = this.#run;
    this.#run = null;
    this.#require(at, String(bytes));
    this.lines.push(...reads);
    this.#passed.push(String(bytes));
  }

  #require(at: string, bytes: string): void {
    const left = at === '0' ? 'bytes.length' : `bytes.length - ${at}`;
    this.lines.push(`if (${left} < ${bytes}) throw truncated('${this.plan.type}', bytes, ${at}, ${bytes});`);
  }

  /** Where the next field begins. */
  #place(): string {
    const passed = this.#passed.splice(0);
    if (passed.length === 0) return this.#at;
    if (this.#at === 'at') {
      this.lines.push(`at += ${passed.join(' + ')};`);
    } else if (passed.every((bytes) => /^\d+$/.test(bytes))) {
      this.#at = passed.reduce((at, bytes) => plus(at, Number(bytes)), this.#at);
    } else {
      this.lines.push(`let at = ${[this.#at, ...passed].join(' + ')};`);
      this.#at = 'at';
    }
    return this.#at;
  }
}

/** TypeScript's type of a single value. */
export function elementOf(type: FixedType): string {
  if (type === 'bool') return 'boolean';
  return type === 'time' || type === 'duration' ? 'Stamp' : 'number';
}

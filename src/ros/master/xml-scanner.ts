/** A tag without its attributes, which XML-RPC does not use. */
export interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
}

const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TAG = /<(\/?)([A-Za-z_][\w.:-]{0,63})(?:\s[^<>]*?)?(\/?)>/y;
const NO_REFERENCE = /&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[\dA-Fa-f]{1,6});)/;
const NUMBERED = /&#(?:(\d+)|x([\dA-Fa-f]+));/g;
/** In the texts of a message; writers number line ends and little else. */
const MOST_NUMBERED = 100_000;
/** What is no tag: where it begins, where it ends, and whether its content is text. */
const SECTIONS = [
  { begin: '<![CDATA[', end: ']]>', isText: true },
  { begin: '<!--', end: '-->', isText: false },
  { begin: '<?', end: '?>', isText: false },
] as const;

/** Takes an XML document apart into tags and the text before them, in one pass. Document types, and with them
 *  entities of one's own, are rejected, as is everything that other parsers of XML reject. */
export class XmlScanner {
  readonly #text: string;
  #at = 0;
  #peeked: { text: string; tag: Tag } | null = null;
  #numberedCount = 0;
  /** End of a tag such as <data/>. */
  #owed: Tag | null = null;

  /** @throws Error for bytes that are no text */
  constructor(bytes: Buffer) {
    this.#text = decoded(bytes).replace(/\r\n?/g, '\n');
    if (ILLEGAL.test(this.#text)) throw new Error('a control character in XML');
  }

  /** The next tag and the text before it.
   *  @throws Error at the end, and for anything but XML */
  next(): { text: string; tag: Tag } {
    const next = this.#peeked ?? this.#scan();
    this.#peeked = null;
    return next;
  }

  /** Reads the tag if it is the next, with nothing but white space before it. */
  takes(name: string, isEnd: boolean): boolean {
    const { text, tag } = this.next();
    const is = tag.name === name && tag.isEnd === isEnd && text.trim() === '';
    if (!is) this.#peeked = { text, tag };
    return is;
  }

  #scan(): { text: string; tag: Tag } {
    if (this.#owed !== null) {
      const tag = this.#owed;
      this.#owed = null;
      return { text: '', tag };
    }
    let text = '';
    for (;;) {
      const begin = this.#text.indexOf('<', this.#at);
      if (begin < 0) throw new Error('the XML ends too early');
      text += this.#withoutReferences(this.#text.slice(this.#at, begin));
      this.#at = begin;
      const section = this.#section();
      if (section === undefined) return { text, tag: this.#tag() };
      const from = begin + section.begin.length;
      const end = this.#text.indexOf(section.end, from);
      if (end < 0) throw new Error(`${section.begin} without an end`);
      if (section.isText) text += this.#text.slice(from, end);
      this.#at = end + section.end.length;
    }
  }

  #section(): (typeof SECTIONS)[number] | undefined {
    const mark = this.#text[this.#at + 1];
    if (mark !== '!' && mark !== '?') return undefined;
    return SECTIONS.find((one) => this.#text.startsWith(one.begin, this.#at));
  }

  #withoutReferences(text: string): string {
    if (!text.includes('&')) return text;
    if (NO_REFERENCE.test(text)) throw new Error('& without a character of XML behind it');
    // An ampersand that was written out begins no reference. Until all are read, \0 takes its place, which no text has.
    return text
      .replaceAll('&amp;', '\0')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replace(NUMBERED, (_whole, decimal?: string, hex?: string) => this.#numbered(decimal, hex))
      .replaceAll('\0', '&');
  }

  #numbered(decimal: string | undefined, hex: string | undefined): string {
    this.#numberedCount += 1;
    if (this.#numberedCount > MOST_NUMBERED)
      throw new Error(`more than ${MOST_NUMBERED} numbered characters`);
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
    if (ILLEGAL.test(character)) throw new Error('the number of a character that XML does not allow');
    return character;
  }

  #tag(): Tag {
    TAG.lastIndex = this.#at;
    const match = TAG.exec(this.#text);
    if (match === null) throw new Error('not a tag of XML-RPC');
    this.#at = TAG.lastIndex;
    const [, slash, name = '', empty] = match;
    if (empty === '/') this.#owed = { name, isEnd: true };
    return { name, isEnd: slash === '/' };
  }
}

function decoded(bytes: Buffer): string {
  const declared = /^\s*<\?xml[^>]{0,100}encoding=["']([\w-]{1,20})["']/.exec(
    bytes.toString('latin1', 0, 200),
  );
  return new TextDecoder(declared?.[1] ?? 'utf-8', { fatal: true }).decode(bytes);
}

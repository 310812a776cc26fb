/** One element of a document, or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (XmlElement | string | number)[];
}

/** An element; children that are null are omitted, numbers become text. */
export function xml(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (XmlElement | string | number | null)[]
): XmlElement {
  return { name, attributes, children: children.filter((child) => child !== null) };
}

/** The document as text, indented by two spaces per level; an element with text is one line. */
export function document(root: XmlElement, comment: string): string {
  return `<?xml version="1.0"?>\n<!-- ${comment} -->\n${write(root, '')}`;
}

function write({ name, attributes, children }: XmlElement, indent: string): string {
  const open = Object.entries(attributes).reduce(
    (text, [key, value]) => `${text} ${key}="${escaped(value)}"`,
    `${indent}<${name}`,
  );
  if (children.length === 0) return `${open}/>\n`;
  if (children.every((child) => typeof child !== 'object')) {
    return `${open}>${children.map(escaped).join('')}</${name}>\n`;
  }
  const inner = children.map((child) =>
    typeof child === 'object' ? write(child, `${indent}  `) : `${indent}  ${escaped(child)}\n`,
  );
  return `${open}>\n${inner.join('')}${indent}</${name}>\n`;
}

function escaped(text: string | number): string {
  return String(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

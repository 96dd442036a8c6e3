/** A tree of elements as an XML document: one form, so that the same tree gives the same bytes. */
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { assertValid, type MessageName, namespaceOf } from './schemas.ts';

export interface XmlTree {
  readonly name: string;
  /** The only attribute that these messages have. */
  readonly currency?: string;
  readonly content: string | readonly (XmlTree | undefined)[];
}

/** An element with text or with elements; those that are undefined are left out. */
export function element(name: string, ...content: [string] | (XmlTree | undefined)[]): XmlTree {
  const [text] = content;
  return { name, content: typeof text === 'string' ? text : (content as (XmlTree | undefined)[]) };
}

/** The same, or undefined when there is no text. */
export function optional(name: string, text: string | undefined): XmlTree | undefined {
  return text === undefined ? undefined : element(name, text);
}

/** The document's text, held against the schema as its receiver will read it. Throws when it is not valid: a bug. */
export function writeXml(message: MessageName, tree: XmlTree): string {
  const text = withDocument(XmlDocument.create(), (document) => {
    add(document.createRoot('Document', namespaceOf(message)), tree);
    return document.toString({ format: true });
  });
  withDocument(XmlDocument.fromString(text), (document) => assertValid(document, message));
  return text;
}

/** libxml2's memory is not collected. */
function withDocument<T>(document: XmlDocument, work: (document: XmlDocument) => T): T {
  try {
    return work(document);
  } finally {
    document.dispose();
  }
}

function add(parent: XmlElement, { name, currency, content }: XmlTree): void {
  const made = parent.addElement(name);
  if (currency !== undefined) made.setAttr('Ccy', currency);
  if (typeof content === 'string') made.addText(content);
  else for (const child of content) if (child !== undefined) add(made, child);
}

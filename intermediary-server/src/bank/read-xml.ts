/**
 * A message of the bank, from bytes. Before the parser sees them they are bounded, UTF-8 and free of a document type, so
 * that there are no entities to expand and nothing to fetch; after it they are held against the official schema.
 */
import { ParseOption, XmlDocument, XmlElement, XmlLibError } from 'libxml2-wasm';
import { IntermediaryError } from '../errors.ts';
import { maxBankMessageBytes } from './message-size.ts';
import { assertValid, type MessageName, messageNames, namespaceOf } from './schemas.ts';

/** Each costs memory many times its bytes. */
const maxTags = 2_000_000;

/** An element with its text, or with its elements. */
export interface XmlView {
  readonly name: string;
  readonly text: string;
  readonly currency: string | undefined;
  readonly children: readonly XmlView[];
}

export interface ReadMessage {
  readonly name: MessageName;
  /** The one element inside Document. */
  readonly body: XmlView;
}

/** Throws ERR_BANK_MESSAGE_TOO_BIG, _MALFORMED, _KIND or _INVALID, none of which repeats what the message says. */
export function readXml(bytes: Uint8Array, expected: readonly MessageName[]): ReadMessage {
  if (bytes.length > maxBankMessageBytes)
    throw new IntermediaryError(
      'ERR_BANK_MESSAGE_TOO_BIG',
      `a message has ${maxBankMessageBytes} bytes at most`,
    );
  const document = parse(textOf(bytes));
  try {
    const { root } = document;
    const name = messageNames.find((candidate) => namespaceOf(candidate) === root.namespaceUri);
    if (document.dtd !== null) refuse('a document type is not allowed');
    if (root.name !== 'Document' || name === undefined || !expected.includes(name))
      throw new IntermediaryError('ERR_BANK_MESSAGE_KIND', `expected is a message ${expected.join(' or ')}`);
    validate(document, name);
    const [body] = viewOf(root).children;
    return { name, body: body ?? refuse('there is nothing in it') };
  } finally {
    document.dispose();
  }
}

/** The first of that name. */
export function child(parent: XmlView | undefined, ...path: readonly string[]): XmlView | undefined {
  let found = parent;
  for (const name of path) found = found?.children.find((candidate) => candidate.name === name);
  return found;
}

export function children(parent: XmlView | undefined, name: string): XmlView[] {
  return parent?.children.filter((candidate) => candidate.name === name) ?? [];
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse('it is not UTF-8');
  }
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (declared !== undefined && declared.toUpperCase() !== 'UTF-8') refuse('it is declared as no UTF-8');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) refuse('a document type is not allowed');
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) tags += 1;
  if (tags > maxTags) refuse('it has too many elements');
  return text;
}

function parse(text: string): XmlDocument {
  try {
    const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NOCDATA;
    return XmlDocument.fromString(text, { option });
  } catch (error) {
    if (error instanceof XmlLibError) refuse('it is not well-formed XML');
    throw error;
  }
}

function validate(document: XmlDocument, name: MessageName): void {
  try {
    assertValid(document, name);
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    // libxml2's own words repeat the value that is wrong, which may be an account.
    const line = error.details[0]?.line ?? 0;
    throw new IntermediaryError(
      'ERR_BANK_MESSAGE_INVALID',
      `line ${line} is not valid by the schema of ${name}`,
    );
  }
}

function viewOf(node: XmlElement): XmlView {
  const found: XmlView[] = [];
  for (let next = node.firstChild; next !== null; next = next.next)
    if (next instanceof XmlElement) found.push(viewOf(next));
  return {
    name: node.name,
    text: found.length === 0 ? node.content.trim() : '',
    currency: node.attr('Ccy')?.value,
    children: found,
  };
}

function refuse(why: string): never {
  throw new IntermediaryError('ERR_BANK_MESSAGE_MALFORMED', `this is no message of a bank: ${why}`);
}

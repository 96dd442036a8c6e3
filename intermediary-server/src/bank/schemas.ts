/** The official schemas of the messages that we make and take, each read and compiled when it is first needed. */
import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';

export const messageNames = [
  'pain.001.001.12',
  'pain.002.001.14',
  'pain.008.001.11',
  'camt.054.001.12',
] as const;

export type MessageName = (typeof messageNames)[number];

const schemaFolder = new URL('../../../vectors/iso20022/', import.meta.url);
const validators = new Map<MessageName, XsdValidator>();

export function namespaceOf(name: MessageName): string {
  return `urn:iso:std:iso:20022:tech:xsd:${name}`;
}

/** Throws libxml2's XmlValidateError when the document is not valid. */
export function assertValid(document: XmlDocument, name: MessageName): void {
  let validator = validators.get(name);
  if (validator === undefined) {
    const schema = XmlDocument.fromBuffer(readFileSync(new URL(`${name}.xsd`, schemaFolder)));
    validator = XsdValidator.fromDoc(schema);
    schema.dispose();
    validators.set(name, validator);
  }
  validator.validate(document);
}

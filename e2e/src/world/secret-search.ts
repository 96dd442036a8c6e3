/**
 * Searches everything that the house printed or stored for a PIN. Tests draw PINs of twelve digits, so that
 * nothing finds one by chance.
 */
import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The longest PIN of an ISO 9564 format 2 block. */
const pinDigits = 12;

/** A fresh PIN. */
export function drawPin(): string {
  return Array.from({ length: pinDigits }, () => String(randomInt(10))).join('');
}

/** The PIN as text, as UTF-16, and packed two digits to a byte as in a PIN block. */
function formsOf(pin: string): Buffer[] {
  return [Buffer.from(pin, 'latin1'), Buffer.from(pin, 'utf16le'), Buffer.from(pin, 'hex')];
}

/** Where the PIN stands: names of the texts and files that hold it; empty when it stands nowhere. */
export async function findPin(
  pin: string,
  places: { readonly texts: Readonly<Record<string, string>>; readonly directories: readonly string[] },
): Promise<string[]> {
  const forms = formsOf(pin);
  const holds = (bytes: Buffer) => forms.some((form) => bytes.includes(form));
  const found = Object.entries(places.texts)
    .filter(([, text]) => holds(Buffer.from(text)))
    .map(([name]) => name);
  for (const directory of places.directories)
    for (const file of await filesBelow(directory)) {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      if (holds(bytes)) found.push(file);
    }
  return found;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

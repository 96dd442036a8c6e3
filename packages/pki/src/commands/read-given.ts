/** What the operator names: a file, or `-` for standard input. */
import { PkiError } from '../errors.ts';
import { maxFileBytes, readIfThere } from '../files.ts';
import type { Ports } from './ports.ts';

/** Throws ERR_PKI_FILE. */
export async function readGiven(path: string, { readInput }: Pick<Ports, 'readInput'>): Promise<Uint8Array> {
  const bytes = path === '-' ? await readInput() : await readIfThere(path);
  if (bytes === undefined) throw new PkiError('ERR_PKI_FILE', `${path} is not there`, { facts: { path } });
  if (bytes.length > maxFileBytes)
    throw new PkiError('ERR_PKI_FILE', `${path} is too big`, { facts: { path, maxBytes: maxFileBytes } });
  return bytes;
}

/**
 * The newest list of who is revoked, kept for the next start: a shop that began with nothing would take an older list,
 * still in its time, from whoever stands between it and its bank.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { RevocationSource } from '@ecomm/merchant';
import { decodeChain, ProtocolError, type RevocationStatus } from '@ecomm/protocol';

/** Takes up the list in the file. One that is missing, damaged or out of date leaves nothing known. */
export async function takeKeptRevocation(
  path: string,
  { identity, revocation, now }: Pick<RevocationSource, 'identity' | 'revocation' | 'now'>,
): Promise<void> {
  try {
    const kept: unknown = JSON.parse(await readFile(path, 'utf8'));
    await revocation.load(kept, now(), await decodeChain(identity.signer.chain));
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isAbsent && !(error instanceof ProtocolError) && !(error instanceof SyntaxError)) throw error;
  }
}

/** Written whole beside its place and then moved there; call it after each look for a newer one, one at a time. */
export async function keepRevocation(path: string, { list }: Pick<RevocationStatus, 'list'>): Promise<void> {
  if (list === undefined) return;
  await writeFile(`${path}.new`, JSON.stringify(list), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

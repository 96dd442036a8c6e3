/** A party's identity file, read for what its certificates say and who its holder is. */
import { type Identity, importIdentity, ProtocolError } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { readJson } from './files.ts';

/** Throws ERR_PKI_FILE, or what the protocol refuses. */
export async function readIdentityFile(path: string): Promise<Identity> {
  const content = await readJson(path);
  try {
    return await importIdentity(content);
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    // WebCrypto's error might quote the key.
    throw new PkiError('ERR_PKI_FILE', `${path} holds a key that is none`, { facts: { path } });
  }
}

/** SHA-256 by Node's own module: WebCrypto's way over another thread takes longer than the digest (decision 8). */
import { createHash } from 'node:crypto';
import type { Bytes } from '../bytes.ts';

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

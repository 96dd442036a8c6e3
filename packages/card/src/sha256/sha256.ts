/** SHA-256 by what every browser has. Node takes `sha256-node.ts` in its place (package.json, `imports`). */
import type { Bytes } from '../bytes.ts';

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

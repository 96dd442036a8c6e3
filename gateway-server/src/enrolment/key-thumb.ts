/** A public key's name in the books: SHA-256 of its JSON {crv, kty, x, y} (RFC 7638), base64url. */
import { digestOf, type EcPublicJwk } from '@ecomm/protocol';

export function keyThumbOf({ crv, kty, x, y }: EcPublicJwk): Promise<string> {
  return digestOf(JSON.stringify({ crv, kty, x, y }));
}

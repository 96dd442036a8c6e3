/**
 * What a card keeps instead of its PIN: scrypt (RFC 7914) with N = 2^14, r = 8, p = 1 over the ASCII digits, 32 bytes.
 */
import { scrypt } from 'node:crypto';
import { encodeBase64Url, type Random } from '@ecomm/protocol';
import { GatewayError } from '../errors.ts';

const saltBytes = 16;
const hashBytes = 32;

export interface PinVerifier {
  /** base64url. */
  readonly salt: string;
  readonly hash: string;
}

/** Throws ERR_GATEWAY_OPTION, without the PIN, unless it has 4 to 12 digits (ISO 9564-1). */
export async function makePinVerifier(pin: string, random: Random): Promise<PinVerifier> {
  if (!/^[0-9]{4,12}$/.test(pin))
    throw new GatewayError('ERR_GATEWAY_OPTION', 'ECOMM_DEMO_PIN must be 4 to 12 digits');
  const salt = random(saltBytes);
  const hash = await new Promise<Uint8Array>((resolve, reject) =>
    scrypt(pin, salt, hashBytes, { N: 2 ** 14, r: 8, p: 1 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
  return { salt: encodeBase64Url(salt), hash: encodeBase64Url(hash) };
}

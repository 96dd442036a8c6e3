/**
 * A sealed part: compact JWE (RFC 7516), ECDH-ES with A256GCM, to the key-exchange certificate that the
 * protected header names by `x5t#S256`, so that the recipient is bound.
 *
 * Plaintexts are padded to steps of one size, so that a purchase with a card's cryptogram and one without
 * look alike to the merchant who carries them (PROTOCOL.md, section 3).
 */

import { decodeProtectedHeader } from 'jose';
import { decryptUnder, decryptWith, encryptTo, encryptUnder } from '#jwe';
import { assertSize } from '../encoding/bounded-json.ts';
import { utf8, utf8Length } from '../encoding/bytes.ts';
import { ProtocolError } from '../errors.ts';

/** A recipient's public key-exchange key. */
export interface SealRecipient {
  readonly thumb: string;
  readonly publicKey: CryptoKey;
}

/** A recipient's private key-exchange key. */
export interface SealOpener {
  readonly thumb: string;
  readonly key: CryptoKey;
}

const padding = '\u0000';

/** Seals text. `stepBytes` pads the plaintext with NULs to a multiple of that size. */
export async function seal(
  text: string,
  recipient: SealRecipient,
  { stepBytes = 1 }: { stepBytes?: number } = {},
): Promise<string> {
  const byteLength = utf8Length(text);
  const padded = text + padding.repeat((stepBytes - (byteLength % stepBytes)) % stepBytes);
  return encryptTo(recipient.publicKey, recipient.thumb, utf8(padded));
}

/**
 * Opens a seal made for one of our keys. Throws ERR_MESSAGE_RECIPIENT when it is for somebody else, and
 * ERR_SEAL_BROKEN for every other reason alike.
 */
export async function openSeal(sealed: string, openers: readonly SealOpener[]): Promise<string> {
  assertSize(sealed);
  let thumb: unknown;
  try {
    thumb = decodeProtectedHeader(sealed)['x5t#S256'];
  } catch (cause) {
    throw new ProtocolError('ERR_SEAL_BROKEN', {}, { cause });
  }
  const opener = openers.find((candidate) => candidate.thumb === thumb);
  if (opener === undefined) throw new ProtocolError('ERR_MESSAGE_RECIPIENT');
  try {
    return withoutPadding(await decryptWith(opener.key, sealed));
  } catch (cause) {
    throw new ProtocolError('ERR_SEAL_BROKEN', {}, { cause });
  }
}

/** Seals under a shared 32-byte key: SET's EncK, for answers to a wallet that has no key-exchange key. */
export async function sealWithKey(text: string, key: Uint8Array): Promise<string> {
  return encryptUnder(key, utf8(text));
}

/** Throws ERR_SEAL_BROKEN. */
export async function openSealWithKey(sealed: string, key: Uint8Array): Promise<string> {
  assertSize(sealed);
  try {
    return withoutPadding(await decryptUnder(key, sealed));
  } catch (cause) {
    throw new ProtocolError('ERR_SEAL_BROKEN', {}, { cause });
  }
}

function withoutPadding(plaintext: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(plaintext).replace(/\0+$/, '');
}

/**
 * What the wallet shares with the bank, PANSecret, CardSecret and the card number, at rest under an AES-GCM key that
 * can't be taken out of the browser.
 */
import type { Random } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';

/** A card as it is embossed. */
export interface CardNumber {
  readonly pan: string;
  /** YYYYMM. */
  readonly expiry: string;
}

export interface CardSecrets {
  /** 20 bytes, base64url. */
  readonly panSecret: string;
  readonly cardSecret: string;
  /** For shops whose bank reads no chips, and cards without one. Absent in older records: then the card is read. */
  readonly card?: CardNumber;
}

/** A value of type T under a non-extractable key. */
export interface Sealed<T> {
  readonly key: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
  /** Never there: it keeps the seals of different things apart. */
  readonly holds?: T;
}

export type SealedSecrets = Sealed<CardSecrets>;

export function sealSecrets(secrets: CardSecrets, random: Random): Promise<SealedSecrets> {
  return sealValue(secrets, random);
}

export function openSecrets(sealed: SealedSecrets): Promise<CardSecrets> {
  return openValue(sealed);
}

/** Seals anything that JSON holds, each under a key of its own. */
export async function sealValue<T>(value: T, random: Random): Promise<Sealed<T>> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const iv = Uint8Array.from(random(12));
  const plaintext = new TextEncoder().encode(JSON.stringify(value));
  return { key, iv, ciphertext: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plaintext) };
}

/** Throws ERR_WALLET_STORAGE when what was stored is not what was sealed. */
export async function openValue<T>({ key, iv, ciphertext }: Sealed<T>): Promise<T> {
  try {
    const plaintext = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext);
    return JSON.parse(new TextDecoder().decode(plaintext)) as T;
  } catch (cause) {
    throw new WalletError('ERR_WALLET_STORAGE', { what: 'secrets' }, { cause });
  }
}

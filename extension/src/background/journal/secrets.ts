/**
 * What the wallet shares with the bank, PANSecret, CardSecret and the card number, at rest under an AES-GCM key that
 * can't be taken out of the browser.
 */
import type { Random } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { SealedSecrets } from './wallet-store.ts';

export interface CardSecrets {
  /** 20 bytes, base64url. */
  readonly panSecret: string;
  readonly cardSecret: string;
  /** For shops whose bank reads no chips, and cards without one. Absent in older records: then the card is read. */
  readonly card?: { readonly pan: string; readonly expiry: string };
}

export async function sealSecrets(secrets: CardSecrets, random: Random): Promise<SealedSecrets> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const iv = Uint8Array.from(random(12));
  const plaintext = new TextEncoder().encode(JSON.stringify(secrets));
  return { key, iv, ciphertext: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plaintext) };
}

/** Throws ERR_WALLET_STORAGE when what was stored is not what was sealed. */
export async function openSecrets({ key, iv, ciphertext }: SealedSecrets): Promise<CardSecrets> {
  try {
    const plaintext = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext);
    return JSON.parse(new TextDecoder().decode(plaintext)) as CardSecrets;
  } catch (cause) {
    throw new WalletError('ERR_WALLET_STORAGE', { what: 'secrets' }, { cause });
  }
}

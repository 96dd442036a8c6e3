/**
 * Personalises one card: number, dates, keys, static signature, PIN verifier, as the card file that the virtual reader
 * loads (its `card-file.ts` has the schema).
 */
import { diversifyCamKey, encodeIdentity, luhn, toHex } from '@ecomm/card';
import { currencyOf, encodeBase64Url, type Random } from '@ecomm/protocol';
import { aesCmac } from '../issuer/aes-cmac.ts';
import { makePinVerifier, type PinVerifier } from './pin-verifier.ts';
import { type CardPlan, house, type Profile, pinTryLimit } from './profiles.ts';

export interface CardFile {
  readonly profile: 'B0Prime-1';
  readonly cardId: string;
  readonly label: string;
  readonly story: string;
  readonly pan: string;
  readonly panSequence: number;
  /** YYYYMM, first and last month of use. */
  readonly start: string;
  readonly expiry: string;
  readonly holderName: string;
  /** ISO 3166-1 and ISO 4217, numeric. */
  readonly country: string;
  readonly currency: string;
  readonly exponent: number;
  readonly maximumMinor: number;
  readonly ceilingMinor: number;
  /** K_CAM, hex. */
  readonly camKey: string;
  /** ES256 by the issuer over the identity record, r ‖ s, base64url. */
  readonly staticSignature: string;
  readonly identityRecord: string;
  readonly pinTryLimit: number;
  readonly initialPinTriesLeft: number;
  readonly pinVerifier: PinVerifier;
}

export interface Personalisation {
  readonly profile: Profile;
  readonly issuerMasterKey: Uint8Array;
  /** The issuer's key for static signatures (the paper's VS). */
  readonly signatureKey: CryptoKey;
  readonly pin: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly random: Random;
}

const panSequence = 1;
const lifeYears = 3;

export async function personaliseCard(plan: CardPlan, parts: Personalisation): Promise<CardFile> {
  const { profile, issuerMasterKey, signatureKey, at } = parts;
  const pan = panOf(plan.accountNumber);
  const { number: currency, exponent } = currencyOf(profile.currency);
  const country = house.country.numeric;
  const { holderName } = plan;
  const { start, expiry } = cardLife(at);
  const record = encodeIdentity({ pan, panSequence, start, expiry, currency, country, holderName });
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signatureKey, record);
  return {
    profile: 'B0Prime-1',
    cardId: plan.cardId,
    label: plan.label,
    story: plan.story,
    pan,
    panSequence,
    start,
    expiry,
    holderName,
    country,
    currency,
    exponent,
    maximumMinor: profile.maximumMinor,
    ceilingMinor: profile.ceilingMinor,
    camKey: toHex(await diversifyCamKey(aesCmac, issuerMasterKey, pan, panSequence)),
    staticSignature: encodeBase64Url(new Uint8Array(signature)),
    identityRecord: encodeBase64Url(record),
    pinTryLimit,
    initialPinTriesLeft: plan.initialPinTriesLeft,
    pinVerifier: await makePinVerifier(parts.pin, parts.random),
  };
}

/** BIN, account number of nine digits, Luhn check digit. */
export function panOf(accountNumber: number): string {
  const digits = house.issuerBin + String(accountNumber).padStart(9, '0');
  const check = '0123456789'.split('').find((digit) => luhn(digits + digit));
  return digits + (check ?? '0');
}

/** First and last month of use of a card that is made now, YYYYMM. */
export function cardLife(at: number): { start: string; expiry: string } {
  return { start: monthOf(at, 0), expiry: monthOf(at, lifeYears) };
}

/** YYYYMM, UTC. */
function monthOf(at: number, yearsLater: number): string {
  const date = new Date(at * 1000);
  return `${date.getUTCFullYear() + yearsLater}${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
}

/**
 * Passwords as scrypt keeps them (RFC 7914), by OWASP's parameters. Parameters and salt stand with the hash, so that they can
 * grow without anybody having to choose anew: scrypt$N$r$p$salt$hash, binary as base64url.
 */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url, type Random } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';

export interface PasswordCost {
  /** Memory is 128·N·r bytes. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MiB, about a third of a second. */
export const passwordCost: PasswordCost = { N: 2 ** 17, r: 8, p: 1 };

const leastLength = 12;
const mostLength = 200;
const saltBytes = 16;
const hashBytes = 32;
/** What is stored asks for no more than this, whoever wrote it. */
const mostMemoryBytes = 2 ** 28;
const stored = /^scrypt\$([0-9]{1,7})\$([0-9]{1,2})\$([0-9]{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** Throws ERR_INTERMEDIARY_OPTION for one that is too short to keep anybody out. */
export async function hashPassword(
  password: string,
  random: Random,
  cost: PasswordCost = passwordCost,
): Promise<string> {
  const { length } = password.normalize('NFC');
  if (length < leastLength || length > mostLength)
    throw new IntermediaryError(
      'ERR_INTERMEDIARY_OPTION',
      `a password has ${leastLength} to ${mostLength} characters`,
    );
  const salt = random(saltBytes);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, encodeBase64Url(salt), encodeBase64Url(hash)].join('$');
}

/** Whoever has no hash, and a hash that is none, takes as long and is refused. */
export async function isPassword(
  password: string,
  kept: string | undefined,
  cost: PasswordCost = passwordCost,
): Promise<boolean> {
  const [, N = '', r = '', p = '', salt = '', hash = ''] = stored.exec(kept ?? '') ?? [];
  if (hash === '' || password.length > mostLength) {
    await derive(password.slice(0, mostLength), new Uint8Array(saltBytes), cost);
    return false;
  }
  const derived = await derive(password, decodeBase64Url(salt), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, decodeBase64Url(hash));
}

/** One at a time: each takes a good part of a machine's memory. */
let before: Promise<unknown> = Promise.resolve();

function derive(password: string, salt: Uint8Array, { N, r, p }: PasswordCost): Promise<Uint8Array> {
  const options: ScryptOptions = { N, r, p, maxmem: mostMemoryBytes };
  const work = () =>
    new Promise<Uint8Array>((resolve, reject) =>
      scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) =>
        error === null ? resolve(new Uint8Array(key)) : reject(error),
      ),
    );
  const mine = before.then(work);
  before = mine.catch(() => {});
  return mine;
}

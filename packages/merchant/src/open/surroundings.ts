/** Clock, randomness, net and timers as every Web platform has them: what the shops that `open…` makes run on. */
import { isAllowedOrigin, type Random } from '@ecomm/protocol';

export interface Surroundings {
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  readonly fetch: typeof fetch;
  readonly timers: {
    /** Calls back once; returns how to call it off. */
    later(delayMs: number, callback: () => void): () => void;
  };
}

/** What every shop is opened with. */
export interface ShopOptions extends Partial<Surroundings> {
  /** The identity file's parsed JSON. */
  readonly identity: unknown;
  /** Of the shop's pages, as browsers write it: no path, no slash at the end. */
  readonly origin: string;
  readonly onNote?: ShopNote;
}

/** Facts and an event, for the shop's log: never a secret, never a message's body. */
export type ShopNote = (facts: Readonly<Record<string, string | number>>, event: string) => void;

export const webSurroundings: Surroundings = {
  now: () => Math.floor(Date.now() / 1000),
  random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
  fetch: (input, init) => fetch(input, init),
  timers: {
    later(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  },
};

/** Throws a TypeError that shows how it is written: browsers compare origins letter by letter. */
export function checkOrigin(origin: string): string {
  const parsed = URL.canParse(origin) ? new URL(origin) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new TypeError(`origin is ${origin}, and should be as https://shop.example`);
  if (parsed.origin !== origin) throw new TypeError(`origin is ${origin}, and should be ${parsed.origin}`);
  if (!isAllowedOrigin(origin))
    throw new TypeError(
      `origin is ${origin}, and should be https: wallets take http from this machine alone`,
    );
  return origin;
}

/** Without a slash at the end. Throws a TypeError for what is no address. */
export function checkBaseUrl(name: string, url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new TypeError(`${name} is ${url}, and should be as https://bank.example`);
  return url.replace(/\/+$/, '');
}

/** Throws a TypeError for what is no identity file at all; the rest is for `openMerchantIdentity` to say. */
export function checkIdentityFile(file: unknown): unknown {
  if (typeof file !== 'object' || file === null || !('partyId' in file))
    throw new TypeError(
      'identity should be the parsed JSON of an identity file, as ecomm-pki issue --type merchant makes it',
    );
  return file;
}

/** What an error is called in a log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

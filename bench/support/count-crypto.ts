/**
 * Loaded before a server (`node --import`): counts what it asks of WebCrypto, and answers SIGUSR2 by appending the
 * counts so far, one JSON line, to the file that ECOMM_CRYPTO_COUNTS names.
 */
import { appendFileSync } from 'node:fs';

const counted = ['sign', 'verify', 'deriveBits', 'generateKey', 'encrypt', 'decrypt', 'digest'] as const;

export type CryptoCounts = Record<(typeof counted)[number], number>;

const counts = Object.fromEntries(counted.map((name) => [name, 0])) as CryptoCounts;
const prototype = Object.getPrototypeOf(crypto.subtle);

for (const name of counted) {
  const original = prototype[name];
  prototype[name] = function count(this: SubtleCrypto, ...args: unknown[]) {
    counts[name] += 1;
    return original.apply(this, args);
  };
}

process.on('SIGUSR2', () => {
  const path = process.env.ECOMM_CRYPTO_COUNTS;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(counts)}\n`);
});

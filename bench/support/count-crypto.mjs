/**
 * Loaded before a server (`node --import`): counts what it asks of WebCrypto, and answers SIGUSR2 by appending
 * `{pid, counts}`, one JSON line, to the file that ECOMM_CRYPTO_COUNTS names.
 */
import { appendFileSync } from 'node:fs';

const counted = ['sign', 'verify', 'deriveBits', 'generateKey', 'encrypt', 'decrypt', 'digest'];
const counts = Object.fromEntries(counted.map((name) => [name, 0]));
const prototype = Object.getPrototypeOf(crypto.subtle);

for (const name of counted) {
  const original = prototype[name];
  prototype[name] = function count(...args) {
    // HMAC is a `sign` too, and costs a digest.
    const isHmac = (args[0]?.name ?? args[0]) === 'HMAC';
    counts[isHmac ? 'digest' : name] += 1;
    return original.apply(this, args);
  };
}

process.on('SIGUSR2', () => {
  const path = process.env.ECOMM_CRYPTO_COUNTS;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({ pid: process.pid, counts })}\n`);
});

/**
 * Loaded before a server (`node --import`): counts what it asks of WebCrypto and of Node's own cryptography with keys,
 * and answers SIGUSR2 by appending `{pid, counts}`, one JSON line, to the file that ECOMM_CRYPTO_COUNTS names.
 */
import nodeCrypto from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const counted = [
  ...['sign', 'verify', 'deriveBits', 'generateKey', 'encrypt', 'decrypt', 'digest'],
  ...['importKey', 'exportKey'],
];
const counts = {};
const prototype = Object.getPrototypeOf(crypto.subtle);

for (const name of counted) {
  const original = prototype[name];
  prototype[name] = function count(...args) {
    const kind = kindOf(name, args);
    counts[kind] = (counts[kind] ?? 0) + 1;
    return original.apply(this, args);
  };
}

for (const name of ['sign', 'verify', 'diffieHellman', 'generateKeyPairSync', 'createPublicKey']) {
  const original = nodeCrypto[name];
  nodeCrypto[name] = function count(...args) {
    const kind = `node:${name}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    return original.apply(this, args);
  };
}
// So that `import { sign } from 'node:crypto'` gets these too.
syncBuiltinESMExports();

/** HMAC is a `sign` too, and costs a digest; a key's import costs what its format asks to check. */
function kindOf(name, args) {
  if (name.endsWith('Key') && name !== 'generateKey') return `${name}:${args[0]}`;
  return (args[0]?.name ?? args[0]) === 'HMAC' ? 'digest' : name;
}

process.on('SIGUSR2', () => {
  const path = process.env.ECOMM_CRYPTO_COUNTS;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({ pid: process.pid, counts })}\n`);
});

/** Clock and randomness of this machine: here nothing is virtual. */
import type { Random } from '@ecomm/protocol';

/** Seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1000);

export const random: Random = (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount));

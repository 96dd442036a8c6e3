/** STAN and retrieval reference number, the names of a request in ISO 8583 (DE 11 and DE 37). */

/** Six digits of `trace`, which counts upwards for ever. */
export function stanOf(trace: number): string {
  return String(trace % 1_000_000).padStart(6, '0');
}

/** Twelve digits, unlike any other's for as long as `trace` has at most twelve. */
export function retrievalReferenceOf(trace: number): string {
  return String(trace).padStart(12, '0');
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** DE 38, six characters for a receipt. */
export function authorizationNumberOf(random: Uint8Array): string {
  return Array.from(random.subarray(0, 6), (byte) => alphabet[byte % alphabet.length] ?? '0').join('');
}

/**
 * Keeps the intermediary's knowledge of revoked certificates current (SET Book 2, "CRL processing"): fetched from the
 * gateway again and again, and taken from whoever pushes it. Who brings it is no matter; the brand's signature is.
 */
import { type Certificate, decodeChain, type Identity } from '@ecomm/protocol';
import type { Intermediary } from '../intermediary.ts';

/**
 * Takes a list of lists: `received` is its parsed JSON. Returns whether it was news. Throws a ProtocolError for one that
 * can't be used; what was known before stays.
 */
export async function learnRevocation(intermediary: Intermediary, received: unknown): Promise<boolean> {
  const { revocation, identity, clock, log } = intermediary;
  const isNews = await revocation.load(received, clock(), await authoritiesOf(identity));
  if (isNews) log.info({ digest: revocation.digest }, 'revocation list loaded');
  return isNews;
}

/** Asks the gateway. What it can't be used for, or that it does not answer, is noted: the next time will come. */
export async function refreshRevocation(intermediary: Intermediary): Promise<void> {
  const { gateway, log } = intermediary;
  try {
    const text = await gateway.readRevocation();
    if (text !== undefined) await learnRevocation(intermediary, JSON.parse(text));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    log.warn({ code, message }, 'no newer revocation list');
  }
}

async function authoritiesOf({ signer }: Identity): Promise<Certificate[]> {
  return (await decodeChain(signer.chain)).filter(({ usages }) => usages.certify);
}

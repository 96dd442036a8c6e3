/**
 * Lists of who is revoked that the gateway sends along in AuthRes and PCertRes, for shops whose thumbs say that they lack
 * them (SET Book 2, BCI): a shop need not wait for its next look at what is published.
 */
import { decodeChain, ProtocolError, type RevocationList } from '@ecomm/protocol';
import type { SetMerchant } from '../set/set-merchant.ts';

type Learner = Pick<SetMerchant, 'identity' | 'revocation' | 'now' | 'onNote'>;

/** The `thumbs` of a request: which list the shop holds. Nothing for a shop that asks about nobody. */
export function heldLists({ revocation }: Pick<SetMerchant, 'revocation'>): { thumbs?: string[] } {
  if (revocation === undefined) return {};
  const { digest } = revocation;
  return { thumbs: digest === undefined ? [] : [digest] };
}

/**
 * Resolves to whether it was news. One that can't be used is noted and changes nothing: the brand's signature counts, not
 * who brought it.
 */
export async function learnRevocation(
  { identity, revocation, now, onNote }: Learner,
  received: RevocationList | undefined,
): Promise<boolean> {
  if (received === undefined || revocation === undefined) return false;
  try {
    return await revocation.load(received, now(), await decodeChain(identity.signer.chain));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    onNote?.({ code: error.code }, 'a revocation list from the gateway was refused');
    return false;
  }
}

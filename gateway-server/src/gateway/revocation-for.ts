/** The BrandCRLIdentifier and its lists in AuthRes and PCertRes, where the asker's thumbs differ (SET Book 2, BCI). */
import type { RevocationList } from '@ecomm/protocol';
import type { Gateway } from './gateway.ts';

/** `thumbs` is undefined for an asker that gets its lists elsewhere. */
export function revocationFor(
  { revocation }: Pick<Gateway, 'revocation'>,
  thumbs: readonly string[] | undefined,
): { revocation?: RevocationList } {
  const list = thumbs && revocation.listUnlessHeld(thumbs);
  return list === undefined ? {} : { revocation: list };
}

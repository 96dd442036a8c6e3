/**
 * The hash lock of a delivery: deliveryTag = SHA-256("MSET-DT" ‖ offerId ‖ preimage).
 *
 * Only the wallet knows the 32-byte preimage until it sends MPAdvice, so a stolen MPRes is worth nothing, and
 * a merchant is credited only for an advice that it really got (PROTOCOL.md, section 2).
 */
import { decodeBase64Url, encodeBase64Url } from '../encoding/base64url.ts';
import { concatBytes, equalBytes, utf8 } from '../encoding/bytes.ts';
import { sha256 } from '../encoding/digest.ts';

export const preimageBytes = 32;

/** base64url in, base64url out. Throws ERR_MESSAGE_MALFORMED when a length is wrong. */
export async function deliveryTagOf(offerId: string, preimage: string): Promise<string> {
  const input = concatBytes(
    utf8('MSET-DT'),
    decodeBase64Url(offerId, 20),
    decodeBase64Url(preimage, preimageBytes),
  );
  return encodeBase64Url(await sha256(input));
}

export async function opensDeliveryTag(
  deliveryTag: string,
  offerId: string,
  preimage: string,
): Promise<boolean> {
  return equalBytes(decodeBase64Url(await deliveryTagOf(offerId, preimage)), decodeBase64Url(deliveryTag));
}

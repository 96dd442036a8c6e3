/** Turns the bank's response code (ISO 8583 DE 39) into what SET lets the merchant know of it. */
import type { AuthCode } from '@ecomm/protocol';
import type { ResponseCode } from './issuer-host.ts';

/** A wrong CAM, a stolen card and an empty account are all `declined`: the merchant learns no more. */
export function authCodeFor(responseCode: ResponseCode): AuthCode {
  switch (responseCode) {
    case '00':
      return 'approved';
    case '12':
      return 'invalidTransaction';
    case '13':
      return 'amountError';
    case '61':
      return 'callIssuer';
    case '54':
      return 'expiredCard';
    default:
      return 'declined';
  }
}

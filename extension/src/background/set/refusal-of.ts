/** Why an order was refused, as a code that has words: SET's CompletionCode and AuthCode end here. */
import type { WalletErrorCode, WalletProblem } from '@ecomm/messages';
import type { AuthCode, PRes } from '@ecomm/protocol';

const bankCodes: Readonly<Record<Exclude<AuthCode, 'approved'>, WalletErrorCode>> = {
  unspecifiedFailure: 'ERR_BANK_REFUSED',
  declined: 'ERR_BANK_DECLINED',
  noReply: 'ERR_BANK_NO_REPLY',
  callIssuer: 'ERR_BANK_CALL_ISSUER',
  amountError: 'ERR_BANK_AMOUNT',
  expiredCard: 'ERR_BANK_EXPIRED_CARD',
  invalidTransaction: 'ERR_BANK_INVALID_TRANSACTION',
  systemError: 'ERR_BANK_SYSTEM_ERROR',
  piPreviouslyUsed: 'ERR_BANK_PREVIOUSLY_USED',
  recurringTooSoon: 'ERR_BANK_INSTALMENTS',
  recurringExpired: 'ERR_BANK_INSTALMENTS',
  installRecurMismatch: 'ERR_BANK_INSTALMENTS',
  piAuthMismatch: 'ERR_BANK_MISMATCH',
  captureNotSupported: 'ERR_BANK_REFUSED',
  signatureRequired: 'ERR_BANK_SIGNATURE_REQUIRED',
  cardMerchBrandMismatch: 'ERR_BANK_BRAND_MISMATCH',
};

/** The bank's reason when the merchant passed one on, else the merchant's own. */
export function refusalOf({ completionCode, authStatus }: PRes): WalletProblem {
  const authCode = authStatus?.authCode;
  if (authCode !== undefined) return { code: bankCode(authCode), facts: { authCode } };
  if (completionCode === 'signatureRequired')
    return { code: 'ERR_BANK_SIGNATURE_REQUIRED', facts: { completionCode } };
  return { code: 'ERR_WALLET_ORDER_REJECTED', facts: { completionCode } };
}

function bankCode(authCode: string): WalletErrorCode {
  return Object.hasOwn(bankCodes, authCode)
    ? bankCodes[authCode as keyof typeof bankCodes]
    : 'ERR_BANK_REFUSED';
}

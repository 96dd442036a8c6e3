/**
 * Delivery credentials: base64url(JSON {offerId, receiptId, resource, exp}) "." base64url(HMAC-SHA-256), bound to
 * their purpose, so that a link to fetch the goods is not a cookie and the other way round.
 *
 * Whatever is wrong with one, the answer is the same ERR_CREDENTIAL_INVALID.
 */
import {
  bytesField,
  decodeBase64Url,
  encodeBase64Url,
  equalBytes,
  hmacSha256,
  identifierField,
  parseBoundedJson,
  secondsField,
  utf8,
} from '@ecomm/protocol';
import * as v from 'valibot';
import { MerchantError } from '../errors.ts';
import type { Merchant } from '../merchant.ts';
import { checkResource } from '../offers/resource.ts';

/** `deliver`: in a delivery link and in `Authorization: Payment`. `read`: the cookie of one resource. */
export type CredentialPurpose = 'deliver' | 'read';

/** A link lives an hour, for it can be passed on; a cookie a year, for the goods were bought. */
export const credentialLifeSeconds: Readonly<Record<CredentialPurpose, number>> = {
  deliver: 3600,
  read: 365 * 86_400,
};

const maxCredentialLength = 2048;

const grantSchema = v.strictObject({
  offerId: identifierField,
  receiptId: identifierField,
  resource: v.pipe(v.string(), v.maxLength(1024)),
  exp: secondsField,
});

/** What a credential grants: this resource, because of this sale. */
export type Grant = v.InferOutput<typeof grantSchema>;

type Sold = Pick<Grant, 'offerId' | 'receiptId' | 'resource'>;

type KeyHolder = Pick<Merchant, 'credentialKey' | 'now' | 'origin'>;

/** The address that opens the goods, absolute. */
export async function deliverUrlOf(merchant: KeyHolder, sold: Sold): Promise<string> {
  return `${merchant.origin}/deliver?credential=${await issueCredential(merchant, 'deliver', sold)}`;
}

export async function issueCredential(
  merchant: KeyHolder,
  purpose: CredentialPurpose,
  { offerId, receiptId, resource }: Sold,
): Promise<string> {
  const grant: Grant = {
    offerId,
    receiptId,
    resource,
    exp: merchant.now() + credentialLifeSeconds[purpose],
  };
  const payload = encodeBase64Url(utf8(JSON.stringify(grant)));
  return `${payload}.${encodeBase64Url(await seal(merchant, purpose, payload))}`;
}

/** Throws ERR_CREDENTIAL_INVALID. */
export async function openCredential(
  merchant: KeyHolder,
  purpose: CredentialPurpose,
  credential: string,
): Promise<Grant> {
  try {
    if (credential.length > maxCredentialLength) throw new MerchantError('ERR_CREDENTIAL_INVALID');
    const [payload = '', mac = '', ...rest] = credential.split('.');
    const given = decodeBase64Url(v.parse(bytesField(32), mac));
    if (rest.length > 0 || !equalBytes(given, await seal(merchant, purpose, payload)))
      throw new MerchantError('ERR_CREDENTIAL_INVALID');
    const grant = parseBoundedJson(new TextDecoder().decode(decodeBase64Url(payload)), grantSchema);
    checkResource(grant.resource, merchant.origin);
    if (merchant.now() > grant.exp) throw new MerchantError('ERR_CREDENTIAL_INVALID');
    return grant;
  } catch (cause) {
    throw new MerchantError('ERR_CREDENTIAL_INVALID', {}, { cause });
  }
}

function seal({ credentialKey }: KeyHolder, purpose: CredentialPurpose, payload: string) {
  return hmacSha256(credentialKey, utf8(`MSET-DELIVERY ${purpose} ${payload}`));
}

/**
 * Renewal before the certificate ends: the old key speaks for the holder, no card and no PIN is asked for (SET Book 2,
 * cardRenewalSig). The CardSecret stays, so that the bank can keep the name by which the intermediary knows the payer
 * and its Open To Buy. A crash loses a key that nobody used; the next attempt makes another.
 */
import { makeCertRenewReq } from '@ecomm/protocol';
import { issuerOf } from '../config.ts';
import type { PurchaseState } from '../journal/purchase.ts';
import { openSecrets } from '../journal/secrets.ts';
import type { WalletPorts } from '../ports.ts';
import { meetAuthority } from './meet-authority.ts';
import { enrolmentFrom, newCertReq, newWalletKeys, postCertReq } from './request-certificate.ts';

export const renewalSeconds = 30 * 24 * 3600;

/** What is paid for with the old certificate is finished with it. */
const underWay: readonly PurchaseState[] = [
  'requesting',
  'topUpNeeded',
  'authorizing',
  'aheadAuthorizing',
  'approved',
  'orderAccepted',
  'ordering',
];

/** False when it is not time yet, or not possible. Throws what the bank or the network answers. */
export async function renewCertificate(ports: WalletPorts): Promise<boolean> {
  const { store } = ports;
  const enrolment = await store.enrolment();
  const at = ports.now();
  if (enrolment === undefined || at > enrolment.validUntil || enrolment.validUntil - at > renewalSeconds)
    return false;
  if ((await store.purchasesIn(underWay)).length > 0) return false;
  const { config } = await ports.setup();
  const issuer = issuerOf(config, enrolment.bin);
  const { card, cardSecret } = await openSecrets(enrolment.secrets);
  if (issuer === undefined || card === undefined) return false;
  const { request, response, authority } = await meetAuthority(issuer, ports);
  const keys = await newWalletKeys();
  const exchange = { ...request, challCA: response.challCA };
  const certReq = {
    ...newCertReq(exchange, card, keys, { requestType: 'cardRenewalSig' }, ports),
    cardSecret,
  };
  const signing = { key: keys.privateKey, oldSigner: enrolment.signer, at: ports.now() };
  const sealed = await makeCertRenewReq(certReq, signing, authority);
  const certRes = await postCertReq(issuer, certReq, sealed, ports);
  const { hasChip = true, bankName } = enrolment;
  const requested = { card, hasChip, bankName, keys, cardSecret };
  const renewed = await enrolmentFrom(certRes, requested, ports);
  // The shopper may have begun a purchase, or enrolled another card, meanwhile.
  const now = await store.enrolment();
  if (now?.signer.thumb !== enrolment.signer.thumb || (await store.purchasesIn(underWay)).length > 0)
    return false;
  await store.saveEnrolment(renewed);
  return true;
}

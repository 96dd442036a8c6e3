/**
 * The protocol of eComm: money, the trust tree, MSET and SET messages. Bytes in, values out.
 *
 * Start with `checkOffer`, `mpReq` and `openMpRes` for micropayments, `makePReq` and `openPReq` for SET.
 */

export { spreadSignatures } from '#platform';
export * from './encoding/base64url.ts';
export * from './encoding/bounded-json.ts';
export * from './encoding/bytes.ts';
export * from './encoding/digest.ts';
export * from './encoding/fields.ts';
export * from './error-message.ts';
export * from './errors.ts';
export * from './idempotency.ts';
export * from './jose/sealed.ts';
export * from './jose/signed-message.ts';
export * from './money/amount.ts';
export * from './mset/delivery-tag.ts';
export * from './mset/goods.ts';
export * from './mset/mpadvice.ts';
export * from './mset/mpclaim.ts';
export * from './mset/mpinq.ts';
export * from './mset/mpoffer.ts';
export * from './mset/mprefund.ts';
export * from './mset/mpreq.ts';
export * from './mset/mpres.ts';
export * from './random.ts';
export * from './set/auth.ts';
export * from './set/auth-rev.ts';
export * from './set/batch-admin.ts';
export * from './set/blinded-pan.ts';
export * from './set/cap.ts';
export * from './set/cap-rev.ts';
export * from './set/cap-rev-or-cred.ts';
export * from './set/card-enrolment.ts';
export * from './set/card-renewal.ts';
export * from './set/cert-inquiry.ts';
export * from './set/chip-certificate.ts';
export * from './set/cred.ts';
export * from './set/cred-rev.ts';
export * from './set/enclosed.ts';
export * from './set/initiation.ts';
export * from './set/inq.ts';
export * from './set/install-recur-data.ts';
export * from './set/open-payment-instructions.ts';
export * from './set/order.ts';
export * from './set/party-enrolment.ts';
export * from './set/pcert.ts';
export * from './set/pinit.ts';
export * from './set/preq.ts';
export * from './set/pres.ts';
export * from './set/receipt.ts';
export * from './set/registration-form.ts';
export * from './set/trans-ids.ts';
export * from './trust/brand-crl-identifier.ts';
export * from './trust/certificate.ts';
export * from './trust/identity.ts';
export * from './trust/issue-certificate.ts';
export * from './trust/issue-crl.ts';
export * from './trust/next-root.ts';
export * from './trust/oids.ts';
export * from './trust/private-extensions.ts';
export * from './trust/revocation.ts';
export * from './trust/revocation-field.ts';
export * from './trust/roles.ts';
export * from './trust/trust-store.ts';
export * from './trust/trust-tree.ts';
export * from './trust/validate-path.ts';

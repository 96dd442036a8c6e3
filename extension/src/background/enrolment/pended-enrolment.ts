/** CertInqReq → CertRes: has the bank decided about the request that it looks at? (SET Book 2.) */
import { makeCertInqReq, newIdentifier, openCertRes } from '@ecomm/protocol';
import { openValue } from '../journal/secrets.ts';
import type { WalletPorts } from '../ports.ts';
import { enrolmentFrom } from './request-certificate.ts';

/**
 * `none` when no request waits, `pended` when it still does. Throws the bank's refusal, after which nothing waits any
 * more, or ERR_NETWORK_*: it is asked again later.
 */
export async function inquirePended(ports: WalletPorts): Promise<'none' | 'pended' | 'enrolled'> {
  const pended = await ports.store.pended();
  if (pended === undefined) return 'none';
  const { trust } = await ports.setup();
  const { card, cardSecret, caBackKey } = await openValue(pended.secrets);
  const { lidEE, lidCA, key, publicKey, enrolUrl, bankName } = pended;
  const [rrpid, challEE] = [newIdentifier(ports.random), newIdentifier(ports.random)];
  const message = await makeCertInqReq({ rrpid, lidEE, challEE, lidCA, iat: ports.now() }, key);
  const answer = await ports.network.post(`${enrolUrl}/certinq`, message, 'application/jose');
  const certRes = await openCertRes(answer, { trust, at: ports.now(), rrpid, challEE, caBackKey });
  const { certStatus } = certRes;
  if (certStatus === 'requestPended' || certStatus === 'requestInProgress') return 'pended';
  if (certStatus !== 'requestComplete') await ports.store.deletePended();
  const keys = { privateKey: key, publicKey };
  const requested = { card, hasChip: false, bankName, keys, cardSecret };
  await ports.store.saveEnrolment(await enrolmentFrom(certRes, requested, ports));
  return 'enrolled';
}

/** The brand's list of lists for tests: every authority of the test world, with what is revoked of it. */
import { encodeBase64, encodeBase64Url } from '../encoding/base64url.ts';
import { sha256 } from '../encoding/digest.ts';
import { brandCrlIdentifier } from '../trust/brand-crl-identifier.ts';
import { type Certificate, encodeChain } from '../trust/certificate.ts';
import { issueCrl } from '../trust/issue-crl.ts';
import type { RevocationAddition, RevocationList } from '../trust/revocation-field.ts';
import type { Authority } from '../trust/trust-tree.ts';
import { type TestWorld, testBrand, testTime } from './demo-parties.ts';

export interface TestPublication {
  readonly revoked: readonly Certificate[];
  readonly sequence: number;
  /** Who signs the identifier: the brand, unless a test wants another. */
  readonly signer?: Authority;
  /** Until when it may be used; seconds since 1970. */
  readonly until?: number;
}

export async function publishTestRevocation(
  { brandCa, cardholderCa, merchantCa, gatewayCa }: TestWorld,
  { revoked, sequence, signer = brandCa, until = testTime + 86_400 }: TestPublication,
): Promise<RevocationList> {
  const lists = await Promise.all(
    [cardholderCa, merchantCa, gatewayCa].map(async ({ certificate, key }) => {
      const entries = revoked
        .filter(({ path }) => path.canonicalIssuer === certificate.path.canonicalSubject)
        .map(({ path }) => ({ serialNumber: path.serialNumber, revokedAt: testTime - 60 }));
      const der = await issueCrl({
        issuer: { certificate, privateKey: key },
        revoked: entries,
        ...{ crlNumber: sequence, thisUpdate: testTime - 60, nextUpdate: until },
      });
      const digest = encodeBase64Url(await sha256(der));
      return { der, named: { issuer: certificate.subject, crlNumber: sequence, digest } };
    }),
  );
  const identifier = {
    ...{ brand: testBrand, sequence, iat: testTime - 60, exp: until },
    crls: lists.map(({ named }) => named),
  };
  const { certificate, chain, key } = signer;
  const bci = await brandCrlIdentifier.sign(identifier, {
    ...{ key, thumb: certificate.thumb, chain: encodeChain(chain) },
  });
  return { bci, crls: lists.map(({ der }) => encodeBase64(der)) };
}

export interface TestAddition {
  readonly revoked: readonly Certificate[];
  readonly crlNumber: number;
  /** Whose list it is: the cardholders' authority's, unless a test wants another. */
  readonly authority?: Authority;
  /** Who signs it, and whose chain is sent: that authority, unless a test wants another. */
  readonly signer?: Authority;
  readonly until?: number;
}

/** A newer list of one authority, which no identifier of the brand names. */
export async function addTestRevocation(
  { cardholderCa }: TestWorld,
  addition: TestAddition,
): Promise<RevocationAddition> {
  const { revoked, crlNumber, authority = cardholderCa, until = testTime + 86_400 } = addition;
  const signer = addition.signer ?? authority;
  const der = await issueCrl({
    issuer: { certificate: authority.certificate, privateKey: signer.key },
    revoked: revoked.map(({ path }) => ({ serialNumber: path.serialNumber, revokedAt: testTime - 60 })),
    ...{ crlNumber, thisUpdate: testTime - 60, nextUpdate: until },
  });
  return { crl: encodeBase64(der), chain: encodeChain(signer.chain) };
}

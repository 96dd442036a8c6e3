/** NIST's Public Key Interoperability Test Suite: our path validation with RSA allowed (vectors/pkits). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SignatureAlgorithm } from './rfc5280/algorithms.ts';
import { decodeCertificateList } from './rfc5280/certificate-list.ts';
import { findCertificationPath } from './rfc5280/find-path.ts';
import { decodePathCertificate } from './rfc5280/path-certificate.ts';

interface PkitsCase {
  readonly id: string;
  readonly title: string;
  /** Trust anchor first, target last. */
  readonly chain: readonly string[];
  readonly crls: readonly string[];
  readonly valid: boolean;
}

const folder = new URL('../../../../vectors/pkits/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, folder)));
const cases: readonly PkitsCase[] = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8'));
const rsa: readonly SignatureAlgorithm[] = [
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', leastModulusBits: 2048 },
];
/** 2026-11-23: within the suite's years. */
const at = 1_795_435_200;

async function validate({ chain, crls }: PkitsCase): Promise<void> {
  const certificates = await Promise.all(
    chain.map((name) => decodePathCertificate(read(`certs/${name}.crt`))),
  );
  const lists = await Promise.all(crls.map((name) => decodeCertificateList(read(`crls/${name}.crl`))));
  const [anchor, ...others] = certificates;
  const target = others.pop();
  if (anchor === undefined || target === undefined) throw new Error('a case has an anchor and a target');
  await findCertificationPath(target, {
    anchors: [anchor],
    certificates: others,
    lists,
    at,
    algorithms: rsa,
  });
}

test('the suite’s selection has 67 cases', () => {
  expect(cases).toHaveLength(67);
});

describe('PKITS', () => {
  test.each(cases.map((pkits) => [`${pkits.id} ${pkits.title}`, pkits] as const))(
    '%s',
    async (_title, pkits) => {
      if (pkits.valid) await expect(validate(pkits)).resolves.toBeUndefined();
      else
        await expect(validate(pkits)).rejects.toMatchObject({
          code: expect.stringMatching(/^ERR_(CERTIFICATE|CRL)_/),
        });
    },
  );
});

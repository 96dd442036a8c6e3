/** An operator's years with a tree, by the command line: from its making to the root after the first. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  acceptNextRoot,
  type Certificate,
  decodeCertificate,
  type IdentityFile,
  importIdentity,
  ProtocolError,
  type RevocationList,
  RevocationStatus,
  type Role,
  TrustStore,
} from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from './inspect/inspect-file.ts';
import { makeTestDirectory, type TestDirectory } from './testing/command-line.ts';

let directory: TestDirectory;
const data = ['--data', '{D}'];
const now = () => Math.floor(Date.now() / 1000);
const merchant = ['issue', ...data, '--type', 'merchant', '--city', 'Paris', '--bin', '497011'];
const shop = (id: string) => [...merchant, '--name', `Shop ${id}`, '--id', id, '--out', `{D}/${id}.json`];
const identityIn = async (file: string) => importIdentity(await directory.json(file));
const publishedRoot = async () => readFile(join(directory.path, 'pki', 'publication', 'root.crt'));
const published = async () => (await directory.json('pki/publication/revocation.json')) as RevocationList;
const inspected = async (file: string): Promise<Report> =>
  JSON.parse(await directory.mustRun('inspect', `{D}/${file}`, ...data, '--json'));
const standingOf = async (file: string) =>
  (await inspected(file)).certificates?.filter(({ use }) => use !== 'anchor').map(({ standing }) => standing);
const accepted = async (file: string, anchors: readonly Certificate[], role: Role) => {
  const trust = new TrustStore({ anchors });
  const { signer, keyExchangeCertificate, keyExchangeChain } = await identityIn(file);
  const common = { roles: [role], at: now() };
  await trust.certificateFor({ ...common, thumb: signer.thumb, x5c: signer.chain, purpose: 'signature' });
  const exchange = { thumb: keyExchangeCertificate?.thumb ?? '', x5c: keyExchangeChain };
  return trust.certificateFor({ ...common, ...exchange, purpose: 'keyExchange' });
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof ProtocolError ? error.code : error),
  );

/** As a wallet knew it from the beginning. */
let firstRoot: Certificate;

beforeAll(async () => {
  directory = await makeTestDirectory();
  const banks = ['--bank', 'Banque Un', '--bank', 'Bank Twee:BE'];
  const { exitCode, stderr } = await directory.run('create-tree', ...data, '--brand', 'CB-test', ...banks);
  if (exitCode !== 0) throw new Error(stderr);
  firstRoot = await decodeCertificate(await publishedRoot());
}, 60_000);
afterAll(() => directory.remove());

describe('a tree, year after year', { timeout: 120_000 }, () => {
  test('its files are for their owner only, and its first publication says that nothing is revoked', async () => {
    for (const file of ['root', 'next-root', 'brand', 'merchants', 'bank-twee-gateways'])
      expect((await stat(join(directory.path, 'pki', `${file}.json`))).mode & 0o077).toBe(0);
    const status = new RevocationStatus({ anchors: [firstRoot], brand: 'CB-test', required: true });
    expect(await status.load(await published(), now(), [])).toBe(true);
  });

  test.each([
    ['merchant', ['--id', 'M1', '--city', 'Paris', '--bin', '497011'], 'merchant', 'M1'],
    ['intermediary', ['--id', 'I1', '--city', 'Paris', '--bin', '497011'], 'intermediary', 'I1'],
    ['gateway', ['--id', 'G1', '--reads-chips', '--card-cert-required'], 'gateway', 'G1'],
    ['merchant-authority', ['--bank', 'Third'], 'merchantCa', 'pki/third'],
  ] as const)(
    'what it issues to a %s is accepted in that role and no other',
    async (type, options, role, file) => {
      const issue = ['issue', ...data, '--type', type, '--name', `The ${type}`, '--out', `{D}/${file}.json`];
      await directory.mustRun(...issue, ...options);
      expect((await stat(join(directory.path, `${file}.json`))).mode & 0o077).toBe(0);
      await accepted(`${file}.json`, [firstRoot], role);
      expect(await codeOf(accepted(`${file}.json`, [firstRoot], 'cardholder'))).toBe('ERR_CERTIFICATE_ROLE');
    },
  );

  test('an authority that was added certifies in its turn', async () => {
    await directory.mustRun(...shop('M3'), '--authority', 'third');
    const { issuer, commonName } = (await accepted('M3.json', [firstRoot], 'merchant')) as Certificate;
    expect(issuer).toContain('The merchant-authority');
    expect(commonName).toBe('Shop M3');
  });

  test('dates are as they were asked for', async () => {
    const year = new Date().getUTCFullYear() + 1;
    await directory.mustRun(
      ...shop('M4'),
      '--not-before',
      `${year}-02-01`,
      '--not-after',
      `${year}-03-01T12:00:00Z`,
    );
    const { certificate } = await identityIn('M4.json');
    expect(new Date(certificate.notBefore * 1000).toISOString()).toBe(`${year}-02-01T00:00:00.000Z`);
    expect(new Date(certificate.notAfter * 1000).toISOString()).toBe(`${year}-03-01T12:00:00.000Z`);
  });

  test('inspect tells everything but the keys, from a file and from standard input', async () => {
    const text = await directory.mustRun('inspect', '{D}/G1.json', ...data);
    for (const fact of [
      'gateway; signs messages',
      'chipCertificate',
      'cardCertRequired  yes',
      'revoked           no',
    ])
      expect(text).toContain(fact);
    const file = (await directory.json('G1.json')) as IdentityFile;
    for (const secret of [file.signature.privateKey.d, file.keyExchange?.privateKey.d])
      expect(text).not.toContain(secret);
    const { stdout } = await directory.runWith(await publishedRoot(), 'inspect', '-', ...data, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'certificate',
      certificates: [
        {
          certificate: { role: 'rootCa', hashedRootKey: firstRoot.hashedRootKey, thumb: firstRoot.thumb },
          standing: { path: 'current root' },
        },
      ],
    });
  });

  test('what is revoked is refused from the publication on, and inspect says both', async () => {
    await directory.mustRun(...shop('M5'));
    expect(await standingOf('M5.json')).toMatchObject([
      { path: 'valid', revoked: false },
      { revoked: false },
    ]);
    expect(
      await directory.run('revoke', '{D}/M5.json', ...data, '--reason', 'cessationOfOperation'),
    ).toMatchObject({ exitCode: 0 });
    expect(await standingOf('M5.json')).toMatchObject([
      { path: 'ERR_CERTIFICATE_REVOKED', revoked: true, reason: 'cessationOfOperation', published: false },
      { revoked: true },
    ]);
    const copy = join(directory.path, 'copies', 'revocation.json');
    expect(await directory.mustRun('publish', ...data, '--copy', copy)).toMatch(/publication 2 lists 2/);
    expect(await standingOf('M5.json')).toMatchObject([{ published: true }, { published: true }]);
    expect(JSON.parse(await readFile(copy, 'utf8'))).toEqual(await published());
    const status = new RevocationStatus({ anchors: [firstRoot], brand: 'CB-test', required: true });
    await status.load(await published(), now(), []);
    const { certificate } = await identityIn('M5.json');
    expect(status.isRevoked(certificate, certificate, now())).toBe(true);
    expect(await inspected('copies/revocation.json')).toMatchObject({
      kind: 'publication',
      publication: { sequence: 2, signature: 'valid' },
    });
  });

  test('a certificate is revoked by its number too, also one that was issued elsewhere', async () => {
    await directory.mustRun(...shop('M6'));
    const { serialNumber } = (await identityIn('M6.json')).certificate;
    const byNumber = ['revoke', ...data, '--authority', 'merchants', '--serial'];
    await directory.mustRun(...byNumber, serialNumber.toUpperCase());
    await directory.mustRun(...byNumber, '1234', '--unseen');
    expect(await directory.mustRun('publish', ...data)).toMatch(/publication 3 lists 4/);
    expect(await directory.mustRun('list', ...data)).toMatch(/revoked .* Shop M6/);
  });

  test('a renewed holder has new keys and the same name, and what it had lies beside', async () => {
    const before = await identityIn('M1.json');
    await directory.mustRun('renew', '{D}/M1.json', ...data);
    const after = await identityIn('M1.json');
    expect(after.certificate.subject).toBe(before.certificate.subject);
    expect(after.certificate.merchantData).toEqual(before.certificate.merchantData);
    expect(after.certificate.path.publicKey).not.toEqual(before.certificate.path.publicKey);
    await accepted('M1.json', [firstRoot], 'merchant');
    expect((await identityIn('M1.previous.json')).certificate.thumb).toBe(before.certificate.thumb);
  });

  test('a renewed gateway or intermediary keeps what it may do', async () => {
    for (const file of ['G1.json', 'I1.json']) await directory.mustRun('renew', `{D}/${file}`, ...data);
    const { certificate } = await identityIn('G1.json');
    expect(certificate).toMatchObject({ cardCertRequired: true, setExtensions: [expect.any(String)] });
    await accepted('I1.json', [firstRoot], 'intermediary');
  });

  test('a renewed authority keeps its key, so that what it certified stays good', async () => {
    const before = await identityIn('pki/merchants.json');
    for (const name of ['merchants', 'brand'])
      await directory.mustRun('renew', `{D}/pki/${name}.json`, ...data);
    const after = await identityIn('pki/merchants.json');
    expect(after.certificate.thumb).not.toBe(before.certificate.thumb);
    expect(after.certificate.path.publicKey).toEqual(before.certificate.path.publicKey);
    await accepted('M1.json', [firstRoot], 'merchant');
    await directory.mustRun(...shop('M7'));
    await accepted('M7.json', [firstRoot], 'merchant');
    expect(await standingOf('M1.json')).toMatchObject([{ path: 'valid' }, { path: 'valid' }]);
  });

  test('the root rolls over: old wallets take the new one, and both roots serve', async () => {
    const oldFile = await directory.json('M1.json');
    await directory.mustRun('roll-root', ...data);
    const secondRoot = await acceptNextRoot(firstRoot, await publishedRoot(), now());
    expect(secondRoot.subject).not.toBe(firstRoot.subject);
    expect(secondRoot.hashedRootKey).not.toBe(firstRoot.hashedRootKey);
    expect(await directory.json('M1.json')).toEqual(oldFile);
    await accepted('M1.json', [firstRoot], 'merchant');
    await accepted('M1.json', [secondRoot, firstRoot], 'merchant');
    await directory.mustRun('renew', '{D}/M1.json', ...data);
    await accepted('M1.json', [secondRoot], 'merchant');
    await accepted('M1.previous.json', [firstRoot], 'merchant');
    expect(await codeOf(accepted('M1.json', [firstRoot], 'merchant'))).toBe('ERR_CERTIFICATE_UNTRUSTED');
    expect((await identityIn('M1.json')).anchors.map(({ thumb }) => thumb)).toEqual([
      secondRoot.thumb,
      firstRoot.thumb,
    ]);
    const listed = await directory.mustRun('inspect', '{D}/pki/retired/root-1.json', ...data);
    expect(listed).toContain('retired root');
  });

  test('after it, a publication brings the new root to those who know the old one', async () => {
    const secondRoot = await decodeCertificate(await publishedRoot());
    await directory.mustRun('publish', ...data);
    for (const anchor of [firstRoot, secondRoot]) {
      const status = new RevocationStatus({ anchors: [anchor], brand: 'CB-test', required: true });
      const trust = new TrustStore({ anchors: [anchor], laterRoots: () => status.roots });
      await status.load(await published(), now(), []);
      const { signer, certificate } = await identityIn('M1.json');
      const found = await trust.certificateFor({
        ...{
          thumb: certificate.thumb,
          x5c: signer.chain,
          roles: ['merchant'],
          purpose: 'signature',
          at: now(),
        },
      });
      expect(found.anchor.thumb).toBe(secondRoot.thumb);
    }
  });

  test('it rolls over again, and each root leads to the one after', async () => {
    const secondRoot = await decodeCertificate(await publishedRoot());
    await directory.mustRun('roll-root', ...data);
    const thirdRoot = await acceptNextRoot(secondRoot, await publishedRoot(), now());
    expect(await codeOf(acceptNextRoot(firstRoot, thirdRoot.der, now()))).toBe('ERR_ROOT_NOT_COMMITTED');
    await directory.mustRun(...shop('M8'));
    await accepted('M8.json', [thirdRoot], 'merchant');
    expect((await directory.mustRun('list', ...data)).match(/rootCa/g)).toHaveLength(1);
  });
});

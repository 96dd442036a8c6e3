/**
 * Bad chains of our own, for what NIST's suite lacks: P-256, SET's private extensions, roles, brands, name constraints.
 * Each is refused for its own typed reason; the same chain unbent is valid.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import {
  type Bend,
  constrainedTo,
  critical,
  decodeBentChain,
  growBentChain,
  merchantPath,
  negativeSerial,
  notCritical,
  swapOuterAlgorithm,
  trailingByte,
  twoTypes,
  unknownCritical,
  unknownOrdinary,
  without,
} from '../testing/bent-chain.ts';
import { testTime } from '../testing/demo-parties.ts';
import { oids } from './oids.ts';
import { encodeBoolean, encodeDigest } from './private-extensions.ts';
import { certificateTypes, mayCertify } from './roles.ts';
import { validatePath } from './validate-path.ts';

async function validate(bends: Readonly<Record<number, Bend>>, types = merchantPath): Promise<void> {
  const { anchors, certificates } = await decodeBentChain(await growBentChain(bends, types));
  await validatePath(certificates, { anchors, at: testTime });
}

async function refusalOf(bends: Readonly<Record<number, Bend>>, types = merchantPath) {
  try {
    await validate(bends, types);
  } catch (error) {
    const { code, facts } = error as { code: string; facts: Readonly<Record<string, unknown>> };
    return { code, reason: facts.reason, depth: facts.depth, oid: facts.oid };
  }
  throw new Error('the chain was accepted');
}

const flags = x509.KeyUsageFlags;
const depths = [0, 1, 2] as const;
const nameOfDepth = ['the merchant', 'the bank’s authority', 'the brand'] as const;

test('the chain that is bent below is valid unbent, also with an extension that nobody knows and that is not critical', async () => {
  await expect(validate({})).resolves.toBeUndefined();
  await expect(
    validate({ 0: { extensions: (right) => [...right, unknownOrdinary] } }),
  ).resolves.toBeUndefined();
});

/** What is wrong with one certificate, wherever in the chain it stands. */
const anywhere: readonly (readonly [title: string, bend: Bend, code: string, reason?: string])[] = [
  ['has expired', { notBefore: testTime - 7200, notAfter: testTime - 1 }, 'ERR_CERTIFICATE_EXPIRED'],
  ['is not valid yet', { notBefore: testTime + 1 }, 'ERR_CERTIFICATE_NOT_YET_VALID'],
  ['was signed by another key', { foreignSignature: true }, 'ERR_CERTIFICATE_SIGNATURE'],
  [
    'certifies its issuer’s own key',
    { issuersKey: true },
    'ERR_CERTIFICATE_SIGNATURE',
    'issuer certifies its own key',
  ],
  [
    'has a critical extension that nobody knows',
    { extensions: (right) => [...right, unknownCritical] },
    'ERR_CERTIFICATE_EXTENSION',
  ],
  [
    'has an extension twice',
    { extensions: (right) => [...right, unknownOrdinary, unknownOrdinary] },
    'ERR_CERTIFICATE_EXTENSION',
    'twice',
  ],
  ['has no certificateType', { extensions: without(oids.certificateType) }, 'ERR_CERTIFICATE_EXTENSION'],
  [
    'has a certificateType that is not critical',
    { extensions: notCritical(oids.certificateType) },
    'ERR_CERTIFICATE_EXTENSION',
  ],
  [
    'is of two types at once',
    { extensions: (right) => [...without(oids.certificateType)(right), twoTypes()] },
    'ERR_CERTIFICATE_MALFORMED',
    'certificateType',
  ],
  [
    'has no keyUsage',
    { extensions: without(oids.keyUsage) },
    'ERR_CERTIFICATE_EXTENSION',
    'keyUsage or basicConstraints',
  ],
  [
    'has a keyUsage that is not critical',
    { extensions: notCritical(oids.keyUsage) },
    'ERR_CERTIFICATE_EXTENSION',
    'keyUsage or basicConstraints',
  ],
  [
    'has no basicConstraints',
    { extensions: without(oids.basicConstraints) },
    'ERR_CERTIFICATE_EXTENSION',
    'keyUsage or basicConstraints',
  ],
  [
    'has basicConstraints that are not critical',
    { extensions: notCritical(oids.basicConstraints) },
    'ERR_CERTIFICATE_EXTENSION',
    'keyUsage or basicConstraints',
  ],
  [
    'signs and agrees on keys with one key',
    { keyUsage: flags.digitalSignature | flags.keyAgreement },
    'ERR_CERTIFICATE_KEY_USAGE',
    'mixed',
  ],
  ['has a key of P-384', { curve: 'P-384' }, 'ERR_CERTIFICATE_ALGORITHM', 'key'],
  ['is signed with SHA-384', { signatureHash: 'SHA-384' }, 'ERR_CERTIFICATE_ALGORITHM', 'signature'],
  [
    'names another algorithm outside than inside',
    { der: swapOuterAlgorithm },
    'ERR_CERTIFICATE_ALGORITHM',
    'inner and outer differ',
  ],
  ['has a negative serial number', { der: negativeSerial }, 'ERR_CERTIFICATE_MALFORMED', 'serial number'],
  [
    'has a serial number of 21 bytes',
    { serialNumber: '01'.repeat(21) },
    'ERR_CERTIFICATE_MALFORMED',
    'serial number',
  ],
  ['has a byte too many', { der: trailingByte }, 'ERR_CERTIFICATE_MALFORMED', 'trailing bytes'],
  [
    'has a damaged byte in its signed part',
    { der: (der) => der.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) },
    'ERR_CERTIFICATE_',
  ],
];

describe.each(depths)('a chain in which certificate %i from below', (depth) => {
  test.each(anywhere)(`(${nameOfDepth[depth]}) %s is refused`, async (_title, bend, code, reason) => {
    const refusal = await refusalOf({ [depth]: bend } as Readonly<Record<number, Bend>>);
    expect(refusal.code).toMatch(new RegExp(`^${code}`));
    if (reason !== undefined) expect(refusal.reason).toBe(reason);
  });
});

describe('a name', () => {
  test.each(depths)('of another issuer at depth %i is refused', async (depth) => {
    const issuerName = [{ C: ['FR'] }, { O: ['Nobody'] }, { CN: ['Nobody'] }];
    const { code } = await refusalOf({ [depth]: { issuerName } });
    expect(['ERR_CERTIFICATE_NAME', 'ERR_CERTIFICATE_UNTRUSTED']).toContain(code);
  });
  test.each([0, 1])('of another brand at depth %i is refused', async (depth) => {
    expect(await refusalOf({ [depth]: { brand: 'Other brand' } })).toMatchObject({
      code: 'ERR_CERTIFICATE_NAME',
      reason: 'brand',
    });
  });
  test.each([1, 2])('outside what the authority at depth %i may certify is refused', async (depth) => {
    const permits: Bend = { extensions: (right) => [...right, constrainedTo('BE', 'permitted')] };
    expect(await refusalOf({ [depth]: permits })).toMatchObject({
      code: 'ERR_CERTIFICATE_NAME_CONSTRAINT',
      reason: 'not permitted',
    });
  });
  test.each([1, 2])('inside what the authority at depth %i may not certify is refused', async (depth) => {
    const excludes: Bend = { extensions: (right) => [...right, constrainedTo('FR', 'excluded')] };
    expect(await refusalOf({ [depth]: excludes })).toMatchObject({
      code: 'ERR_CERTIFICATE_NAME_CONSTRAINT',
      reason: 'excluded',
    });
  });
  test('inside the permitted subtree is accepted', async () => {
    const permits: Bend = { extensions: (right) => [...right, constrainedTo('FR', 'permitted')] };
    await expect(validate({ 2: permits })).resolves.toBeUndefined();
  });
  test('constraint on a kind of name that is not processed is refused', async () => {
    // NameConstraints { permittedSubtrees [0] { { base dNSName [2] "a" } } }
    const dnsOnly = Uint8Array.of(0x30, 0x07, 0xa0, 0x05, 0x30, 0x03, 0x82, 0x01, 0x61).buffer;
    expect(await refusalOf({ 1: { extensions: critical('2.5.29.30', dnsOnly) } })).toMatchObject({
      code: 'ERR_CERTIFICATE_EXTENSION',
      reason: 'not processed',
    });
  });
});

describe('an authority', () => {
  test.each([1, 2])('at depth %i that may not certify is refused', async (depth) => {
    expect(await refusalOf({ [depth]: { keyUsage: flags.cRLSign } })).toMatchObject({
      code: 'ERR_CERTIFICATE_KEY_USAGE',
      depth,
    });
  });
  test('below one whose path length is used up is refused', async () => {
    expect(await refusalOf({ 2: { pathLength: 0 } })).toMatchObject({
      code: 'ERR_CERTIFICATE_PATH_LENGTH',
      reason: 'constraint',
    });
  });
  test('below a root whose path length is used up is refused', async () => {
    expect(await refusalOf({ 3: { pathLength: 1 } })).toMatchObject({
      code: 'ERR_CERTIFICATE_PATH_LENGTH',
      reason: 'constraint',
    });
  });
  test('that the leaf claims to be is refused: a merchant with certifying rights', async () => {
    expect(await refusalOf({ 0: { keyUsage: flags.digitalSignature | flags.keyCertSign } })).toMatchObject({
      code: 'ERR_CERTIFICATE_KEY_USAGE',
      reason: 'mixed',
    });
  });
  test('that says so in basicConstraints alone is refused: a merchant with cA', async () => {
    const extensions = (right: x509.Extension[]) => [
      new x509.BasicConstraintsExtension(true, 0, true),
      ...without(oids.basicConstraints)(right),
    ];
    expect(await refusalOf({ 0: { extensions } })).toMatchObject({ code: 'ERR_CERTIFICATE_ROLE' });
  });
});

describe('a role', () => {
  const wrong = certificateTypes.flatMap((type) =>
    (['brandCa', 'merchantCa'] as const)
      .filter((issuer) => type !== 'rootCa' && !mayCertify(issuer, type))
      .map((issuer) => [issuer, type] as const),
  );
  test.each(wrong)('%s that certifies a %s is refused', async (issuer, type) => {
    const types =
      issuer === 'brandCa'
        ? (['rootCa', 'brandCa', type] as const)
        : (['rootCa', 'brandCa', 'merchantCa', type] as const);
    const { code } = await refusalOf({}, types);
    expect(code).toBe('ERR_CERTIFICATE_ROLE');
  });
});

describe('SET’s private extensions', () => {
  test.each([
    ['a certificateType of no bit', Uint8Array.of(0x03, 0x02, 0x07, 0x00)],
    ['a certificateType with a bit beyond the last', Uint8Array.of(0x03, 0x03, 0x00, 0x00, 0x01)],
    ['a certificateType that is no BIT STRING', Uint8Array.of(0x04, 0x01, 0x40)],
    ['a certificateType with bytes after it', Uint8Array.of(0x03, 0x02, 0x06, 0x40, 0x00)],
    ['a certificateType written in two ways', Uint8Array.of(0x03, 0x03, 0x06, 0x40, 0x00)],
  ])('with %s are refused', async (_title, value) => {
    const extensions = (right: x509.Extension[]) => [
      ...without(oids.certificateType)(right),
      new x509.Extension(oids.certificateType, true, Uint8Array.from(value).buffer),
    ];
    expect((await refusalOf({ 0: { extensions } })).code).toMatch(/^ERR_CERTIFICATE_(MALFORMED|EXTENSION)$/);
  });
  test.each([
    ['merchantData that is no SEQUENCE', oids.merchantData, encodeBoolean(true)],
    ['cardCertRequired that is no BOOLEAN', oids.cardCertRequired, Uint8Array.of(0x02, 0x01, 0x01).buffer],
    [
      'setExtensions that are no OBJECT IDENTIFIERs',
      oids.setExtensions,
      Uint8Array.of(0x30, 0x03, 0x01, 0x01, 0xff).buffer,
    ],
    ['an msetRole that is no text', oids.msetRole, encodeBoolean(true)],
  ])('with %s are refused', async (_title, oid, value) => {
    const extensions = (right: x509.Extension[]) => [...right, new x509.Extension(oid, false, value)];
    expect((await refusalOf({ 0: { extensions } })).code).toBe('ERR_CERTIFICATE_MALFORMED');
  });
  test('with a root’s commitment of another length are refused', async () => {
    const short = Uint8Array.of(0x04, 0x01, 0x00).buffer;
    expect((await refusalOf({ 3: { extensions: critical(oids.hashedRootKey, short) } })).code).toBe(
      'ERR_CERTIFICATE_MALFORMED',
    );
  });
  test('with a root’s commitment that is right are accepted', async () => {
    const digest = encodeDigest('A'.repeat(43));
    await expect(
      validate({ 3: { extensions: critical(oids.hashedRootKey, digest) } }),
    ).resolves.toBeUndefined();
  });
});

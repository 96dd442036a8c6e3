/** Issues first certificates with new keys: to parties, and to authorities that a bank adds. */
import { type IdentityFile, type MerchantData, oids, type Random } from '@ecomm/protocol';
import { certifierFor, type NamedCertifier } from './certifier.ts';
import { certify, type Holder, validityOf } from './certify.ts';
import { PkiError } from './errors.ts';
import { noteIssued } from './issued-file.ts';
import { assertName, assertPattern } from './names.ts';
import { readAuthorities, readRoots } from './read-tree.ts';

/** Cardholders' keys are made in wallets, which ask on line. */
export const issuableTypes = [
  'merchant',
  'intermediary',
  'gateway',
  'cardholder-authority',
  'merchant-authority',
  'gateway-authority',
] as const;

export type IssuableType = (typeof issuableTypes)[number];

export interface IssueOrder {
  readonly type: IssuableType;
  /** What certificates say, and wallets show. */
  readonly name: string;
  /** Name of the issuing authority's file under `pki/`. */
  readonly authority?: string;
  /** How programs name the party; `name` when it is left out. */
  readonly partyId?: string;
  /** The authority's own bank. */
  readonly bank?: string;
  readonly city?: string;
  readonly acquirerBin?: string;
  /** ISO 3166-1 numeric; of the authority's country when it is left out. */
  readonly countryNumber?: string;
  readonly cardCertRequired?: boolean;
  readonly readsChips?: boolean;
  /** Seconds since 1970. */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

const certificateTypes = {
  merchant: 'merchant',
  intermediary: 'merchant',
  gateway: 'gateway',
  'cardholder-authority': 'cardholderCa',
  'merchant-authority': 'merchantCa',
  'gateway-authority': 'gatewayCa',
} as const;

/** Of the countries that the examples are from; for others `countryNumber` says it. */
const countryNumbers: Readonly<Record<string, string>> = {
  ...{ AT: '040', BE: '056', CH: '756', DE: '276', ES: '724', FR: '250', GB: '826', IE: '372' },
  ...{ IT: '380', JP: '392', LU: '442', NL: '528', PT: '620', US: '840' },
};

/**
 * Returns the identity file's content, and notes its numbers in the tree. Throws ERR_PKI_OPTION,
 * ERR_PKI_AUTHORITY_EXPIRED, ERR_PKI_REVOKED or ERR_PKI_DIRECTORY.
 */
export async function issueIdentity(
  dataDir: string,
  order: IssueOrder,
  { at, random }: { readonly at: number; readonly random: Random },
): Promise<IdentityFile> {
  const type = certificateTypes[order.type];
  const { authority } = order;
  const certifier = await certifierFor(dataDir, {
    ...{ type, at },
    ...(authority === undefined ? {} : { name: authority }),
  });
  const holder = orderedHolder(order, certifier);
  if (type.endsWith('Ca')) await assertNewAuthority(dataDir, holder);
  const validity = validityOf(certifier, type, { ...order, at });
  const anchors = (await readRoots(dataDir)).filter(({ notAfter }) => at <= notAfter);
  const identity = await certify(certifier, holder, { ...validity, at, random, anchors });
  await noteIssued(dataDir, certifier.name, identity);
  return identity;
}

function orderedHolder(order: IssueOrder, { certificate: issuer }: NamedCertifier): Holder {
  const { name, partyId = name, cardCertRequired = false, readsChips = false } = order;
  const type = certificateTypes[order.type];
  assertName('--name', name);
  const [country = ''] = issuer.x509.subjectName.getField('C');
  const [unit = order.bank] = type.endsWith('Ca')
    ? [order.bank ?? name]
    : issuer.x509.subjectName.getField('OU');
  if (order.bank !== undefined) assertName('--bank', order.bank);
  const subject = { country, brand: issuer.brand, commonName: name, ...(unit === undefined ? {} : { unit }) };
  if (type.endsWith('Ca')) return { type, subject, partyId: name };
  assertPattern(
    '--id',
    partyId,
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/,
    '1 to 30 letters, digits, ".", "_", "-"',
  );
  if (type === 'gateway') {
    // A gateway is named by its certificate's CN: what programs and people call it is one.
    const named = { ...subject, commonName: partyId };
    const setExtensions = readsChips ? { setExtensions: [oids.chipCertificate] } : {};
    return { type, partyId, subject: named, cardCertRequired, ...setExtensions };
  }
  const merchantData = merchantDataOf(order, { partyId, country });
  return {
    type,
    partyId,
    subject,
    merchantData,
    ...(order.type === 'intermediary' ? { isIntermediary: true } : {}),
  };
}

function merchantDataOf(
  { name, city, acquirerBin, countryNumber }: IssueOrder,
  { partyId, country }: { readonly partyId: string; readonly country: string },
): MerchantData {
  const number = countryNumber ?? countryNumbers[country];
  if (city === undefined || acquirerBin === undefined || number === undefined)
    throw new PkiError(
      'ERR_PKI_OPTION',
      `a merchant’s certificate also says --city and --bin${number === undefined ? ', here --country-number too' : ''}`,
    );
  assertName('--city', city);
  assertPattern('--bin', acquirerBin, /^[0-9]{6}$/, 'six digits, the bank’s identification number');
  assertPattern('--country-number', number, /^[0-9]{3}$/, 'three digits, as in 250 for France (ISO 3166-1)');
  return { merchantId: partyId, acquirerBin, name, city, country: number };
}

/** Lists of revoked certificates are told apart by their issuer's name. */
async function assertNewAuthority(dataDir: string, { subject }: Holder): Promise<void> {
  const authorities = await readAuthorities(dataDir);
  for (const [name, { certificate }] of authorities)
    if (certificate.commonName === subject.commonName)
      throw new PkiError('ERR_PKI_OPTION', `${name} is named ${subject.commonName} already`, {
        facts: { name },
      });
  if (authorities.size >= 16)
    throw new PkiError(
      'ERR_PKI_OPTION',
      'a tree has at most 16 authorities, as a publication holds 16 lists',
    );
}

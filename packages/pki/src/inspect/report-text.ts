/** The words for what `inspect` found: one fact a line. */
import type { DescribedChain, DescribedList, DescribedPublication, Report } from './inspect-file.ts';
import type { Standing } from './standing.ts';

const titles = {
  ...{ certificate: 'certificate', chain: 'chain of certificates', trust: 'trusted roots' },
  ...{ identity: 'identity file', list: 'revocation list', publication: 'publication' },
} as const satisfies Record<Report['kind'], string>;

export function reportText(report: Report): string {
  const { kind, partyId, certificates = [], publication, lists = [] } = report;
  const parts = [
    partyId === undefined ? titles[kind] : `${titles[kind]} of ${partyId} (its private keys are not shown)`,
    ...certificates.map(certificateText),
    ...(publication === undefined ? [] : [publicationText(publication)]),
    ...lists.map(listText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function certificateText({ use, certificate, standing, above }: DescribedChain): string {
  const { merchantData, cardCertRequired, setExtensions, pathLength } = certificate;
  const { merchantId, acquirerBin, name, city, country } = merchantData ?? {};
  return facts(use === 'certificate' ? 'certificate' : use === 'anchor' ? 'root' : `for ${use}`, [
    ['subject', certificate.subject],
    ['issuer', certificate.issuer],
    ['serial number', certificate.serialNumber],
    ['valid', `${certificate.notBefore} until ${certificate.notAfter} (${certificate.state})`],
    ['role', `${certificate.role}; ${certificate.purpose.join(', ')}`],
    ['authorities below', pathLength === undefined ? undefined : `${pathLength} at most`],
    [
      'merchantData',
      merchantId && `${merchantId}, bank ${acquirerBin}, ${name}, ${city}, country ${country}`,
    ],
    ['cardCertRequired', cardCertRequired === undefined ? undefined : cardCertRequired ? 'yes' : 'no'],
    ['setExtensions', setExtensions?.join(', ')],
    ['hashedRootKey', certificate.hashedRootKey],
    ['key hash', certificate.keyHash],
    ['thumb', certificate.thumb],
    ['chain', above.length === 0 ? undefined : above.join(' < ')],
    ['path', standing === undefined ? undefined : pathText(standing)],
    ['revoked', standing === undefined ? 'not known: give --data' : revokedText(standing)],
  ]);
}

function pathText({ path, root }: Standing): string {
  return root === undefined ? path : `${path}, under ${root}`;
}

function revokedText({ revoked, reason, revokedAt, published }: Standing): string {
  if (!revoked) return 'no';
  return `yes, ${revokedAt} (${reason}); ${published ? 'published' : 'not published yet'}`;
}

function publicationText({
  sequence,
  brand,
  signedAt,
  validUntil,
  thumb,
  signature,
}: DescribedPublication): string {
  return facts('BrandCRLIdentifier', [
    ['number', String(sequence)],
    ['brand', brand],
    ['valid', `${signedAt} until ${validUntil}`],
    ['thumb', thumb],
    ['signature', signature ?? 'not checked: give --data'],
  ]);
}

function listText({ issuer, thisUpdate, nextUpdate, signature, revoked }: DescribedList): string {
  return facts('revocation list', [
    ['issuer', issuer],
    ['valid', `${thisUpdate} until ${nextUpdate ?? '(not said)'}`],
    ['signature', signature ?? 'not checked: give --data'],
    ['revoked', revoked.length === 0 ? 'none' : String(revoked.length)],
    ...revoked.map(({ serialNumber, revokedAt }): [string, string] => [
      '',
      `${serialNumber} since ${revokedAt}`,
    ]),
  ]);
}

function facts(title: string, lines: readonly (readonly [string, string | undefined])[]): string {
  const width = 18;
  const said = lines.filter((line): line is [string, string] => line[1] !== undefined);
  return [title, ...said.map(([label, value]) => `  ${label.padEnd(width)}${value}`)].join('\n');
}

/** What a file says, with how it stands in a tree where one is given; as data for `--json` and for the words. */
import {
  brandCrlIdentifier,
  digestOf,
  ProtocolError,
  peekPayload,
  type RevocationList,
  RevocationStatus,
} from '@ecomm/protocol';
import type * as x509 from '@peculiar/x509';
import * as v from 'valibot';
import { PkiError } from '../errors.ts';
import { dateText } from '../names.ts';
import { type DescribedCertificate, describeCertificate } from './describe-certificate.ts';
import { type Inspected, type NamedChain, readInspected } from './read-inspected.ts';
import { type KnownTree, readKnownTree, type Standing, standingOf } from './standing.ts';

export interface DescribedChain {
  readonly use: NamedChain['use'];
  readonly certificate: DescribedCertificate;
  /** Only where a tree was given. */
  readonly standing?: Standing;
  /** Common names of the certificates above it that the file has. */
  readonly above: readonly string[];
}

export interface DescribedList {
  readonly issuer: string;
  readonly thisUpdate: string;
  readonly nextUpdate: string | undefined;
  /** Only where a tree was given. */
  readonly signature?: 'valid' | 'not of this tree';
  readonly revoked: readonly { readonly serialNumber: string; readonly revokedAt: string }[];
}

export interface DescribedPublication {
  readonly sequence: number;
  readonly brand: string;
  readonly signedAt: string;
  readonly validUntil: string;
  /** SET's BCI thumb. */
  readonly thumb: string;
  /** `valid`, or the code with which it is refused; only where a tree was given. */
  readonly signature?: string;
}

export interface Report {
  readonly kind: Inspected['kind'];
  readonly partyId?: string;
  readonly certificates?: readonly DescribedChain[];
  readonly publication?: DescribedPublication;
  readonly lists?: readonly DescribedList[];
}

const identifierSchema = v.looseObject({
  sequence: v.number(),
  brand: v.string(),
  iat: v.number(),
  exp: v.number(),
});

/** Throws ERR_PKI_FILE, ERR_PKI_DIRECTORY, or what the protocol refuses. */
export async function inspectFile(
  name: string,
  bytes: Uint8Array,
  { at, dataDir }: { readonly at: number; readonly dataDir?: string },
): Promise<Report> {
  const tree = dataDir === undefined ? undefined : await readKnownTree(dataDir);
  const inspected = await readInspected(name, bytes);
  if ('chains' in inspected) {
    const certificates: DescribedChain[] = [];
    for (const chain of inspected.chains) certificates.push(await describeChain(chain, tree, at));
    const { kind } = inspected;
    return { kind, ...(inspected.kind === 'identity' ? { partyId: inspected.partyId } : {}), certificates };
  }
  const lists: DescribedList[] = [];
  for (const list of inspected.lists) lists.push(await describeList(list, tree));
  if (inspected.kind === 'list') return { kind: 'list', lists };
  return {
    kind: 'publication',
    publication: await describePublication(name, inspected.publication, tree, at),
    lists,
  };
}

async function describeChain({ use, chain }: NamedChain, tree: KnownTree | undefined, at: number) {
  const [leaf, ...above] = chain;
  if (leaf === undefined) throw new RangeError('a chain has a leaf');
  return {
    use,
    certificate: await describeCertificate(leaf, at),
    ...(tree === undefined ? {} : { standing: await standingOf(chain, tree, at) }),
    above: above.map(({ commonName }) => commonName),
  };
}

async function describeList(list: x509.X509Crl, tree: KnownTree | undefined): Promise<DescribedList> {
  const signers = [...(tree?.authorities.values() ?? [])].filter(
    ({ certificate }) => certificate.subject === list.issuer,
  );
  const checks = await Promise.all(
    signers.map(({ certificate }) =>
      list.verify({ publicKey: certificate.x509.publicKey }).catch(() => false),
    ),
  );
  return {
    issuer: list.issuer,
    thisUpdate: textOf(list.thisUpdate),
    nextUpdate: list.nextUpdate === undefined ? undefined : textOf(list.nextUpdate),
    ...(tree === undefined ? {} : { signature: checks.includes(true) ? 'valid' : 'not of this tree' }),
    revoked: list.entries.map(({ serialNumber, revocationDate }) => ({
      serialNumber,
      revokedAt: textOf(revocationDate),
    })),
  };
}

async function describePublication(
  name: string,
  list: RevocationList,
  tree: KnownTree | undefined,
  at: number,
): Promise<DescribedPublication> {
  const { sequence, brand, iat, exp } = peekIdentifier(name, list);
  const signature = tree === undefined ? {} : { signature: await checkPublication(list, tree, brand, at) };
  const thumb = await digestOf(list.bci);
  return { sequence, brand, signedAt: dateText(iat), validUntil: dateText(exp), thumb, ...signature };
}

function peekIdentifier(name: string, { bci }: RevocationList) {
  try {
    return peekPayload(bci, identifierSchema);
  } catch (cause) {
    throw new PkiError('ERR_PKI_FILE', `${name} has no ${brandCrlIdentifier.typ}`, {
      cause,
      facts: { path: name },
    });
  }
}

/** As every party checks it before it relies on it. */
async function checkPublication(
  list: RevocationList,
  { roots, authorities }: KnownTree,
  brand: string,
  at: number,
) {
  const status = new RevocationStatus({ anchors: roots, brand, required: true });
  try {
    await status.load(
      list,
      at,
      [...authorities.values()].map(({ certificate }) => certificate),
    );
    return 'valid';
  } catch (cause) {
    if (cause instanceof ProtocolError) return cause.code;
    throw cause;
  }
}

function textOf(date: Date): string {
  return dateText(Math.floor(date.getTime() / 1000));
}

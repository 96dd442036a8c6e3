/**
 * Grows a brand's authorities: root → brand → each bank's for cardholders, merchants and gateways (SET Book 1,
 * certificate hierarchy), and lays them out as the files that `read-tree.ts` reads.
 */
import {
  type Authority,
  authorityIdentity,
  createAuthority,
  encodeChain,
  type TreeClock,
} from '@ecomm/protocol';
import { createCommittedRoot, nextRootFile } from './committed-root.ts';
import { makeRevocationList } from './make-revocation-list.ts';
import { publicationLifeSeconds } from './publish.ts';
import { treeFiles } from './read-tree.ts';

const bankAuthorities = {
  cardholderCa: 'Cardholders',
  merchantCa: 'Merchants',
  gatewayCa: 'Gateways',
} as const;

export type BankAuthority = keyof typeof bankAuthorities;

export interface BankPlan {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The authorities that it keeps, by the name of their file under `pki/`. */
  readonly authorities: Readonly<Partial<Record<BankAuthority, string>>>;
}

export interface TreePlan {
  readonly rootName: string;
  readonly brand: string;
  /** Of the brand, ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly banks: readonly BankPlan[];
}

export interface GrownTree {
  readonly root: Authority;
  /** The root's certificate commits to them. */
  readonly nextRootKeys: CryptoKeyPair;
  /** By the name of their file under `pki/`, the brand's first. */
  readonly authorities: ReadonlyMap<string, Authority>;
}

export async function growAuthorities(plan: TreePlan, clock: TreeClock): Promise<GrownTree> {
  const { root, nextKeys } = await createCommittedRoot(plan.rootName, clock);
  const brandName = { country: plan.country, brand: plan.brand, commonName: `${plan.brand} Brand` };
  const brand = await createAuthority(root, 'brandCa', brandName, clock);
  const authorities = new Map([['brand', brand]]);
  for (const bank of plan.banks)
    for (const [type, file] of Object.entries(bank.authorities) as [BankAuthority, string][])
      authorities.set(file, await createAuthority(brand, type, bankName(plan, bank, type), clock));
  return { root, nextRootKeys: nextKeys, authorities };
}

/** What the tree's files hold, by their path. The first publication says that nothing is revoked. */
export async function treeContents(
  { root, nextRootKeys, authorities }: GrownTree,
  at: number,
): Promise<Map<string, unknown>> {
  const contents = new Map<string, unknown>([
    [treeFiles.root, await authorityIdentity(root)],
    [treeFiles.nextRoot, await nextRootFile(nextRootKeys)],
  ]);
  for (const [name, authority] of authorities)
    contents.set(`${treeFiles.directory}/${name}.json`, await authorityIdentity(authority));
  contents.set(treeFiles.rootCertificate, root.certificate.der);
  contents.set(treeFiles.revocation, await firstPublication(authorities, at));
  return contents;
}

async function firstPublication(authorities: ReadonlyMap<string, Authority>, at: number) {
  const brand = authorities.get('brand');
  if (brand === undefined) throw new RangeError('a tree has a brand');
  return makeRevocationList({
    brand: brand.certificate.brand,
    signer: { key: brand.key, thumb: brand.certificate.thumb, chain: encodeChain(brand.chain) },
    authorities: [...authorities.values()].map(({ certificate, key }) => ({
      certificate,
      privateKey: key,
      revoked: [],
    })),
    ...{ sequence: 1, at, lifeSeconds: publicationLifeSeconds },
  });
}

function bankName({ brand }: TreePlan, { country, name }: BankPlan, type: BankAuthority) {
  return { country, brand, unit: name, commonName: `${name} ${bankAuthorities[type]}` };
}

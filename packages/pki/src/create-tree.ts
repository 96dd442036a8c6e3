/** Makes a brand's trust tree in a directory: whole or not at all, and never over a tree that is there. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeClock } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { assertFree, isThere, writeWhole } from './files.ts';
import { type BankPlan, type GrownTree, growAuthorities, treeContents } from './grow-authorities.ts';
import { assertName, assertPattern, fileNameOf } from './names.ts';
import { treeFiles } from './read-tree.ts';

const stagingName = '.pki-new';
/** Three lists each and the brand's: a publication has at most 16. */
const maxBanks = 5;

export interface CreateTreeOrder {
  readonly brand: string;
  readonly rootName: string;
  /** Of the brand, ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly banks: readonly { readonly name: string; readonly country: string }[];
  readonly reallyOverwrite: boolean;
}

export interface CreatedTree {
  readonly tree: GrownTree;
  /** Where the tree went that was there before. */
  readonly replaced: string | undefined;
}

/**
 * The first bank's authorities are `cardholders`, `merchants`, `gateways`; another's have its name before. Throws
 * ERR_PKI_OPTION or ERR_PKI_EXISTS.
 */
export async function createTree(
  dataDir: string,
  { reallyOverwrite, ...order }: CreateTreeOrder,
  clock: TreeClock,
): Promise<CreatedTree> {
  const place = join(dataDir, treeFiles.directory);
  if (!reallyOverwrite) await assertFree(place);
  const tree = await growAuthorities({ ...order, banks: plansOf(order) }, clock);
  const staging = join(dataDir, stagingName);
  await rm(staging, { recursive: true, force: true });
  for (const [path, content] of await treeContents(tree, clock.at))
    await writeWhole(join(staging, path), content);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const replaced = (await isThere(place)) ? `${place}.replaced-${clock.at}` : undefined;
  // Keys are moved aside, not removed: whoever holds a certificate of the old tree may still need it revoked.
  if (replaced !== undefined) await rename(place, replaced);
  await rename(join(staging, treeFiles.directory), place);
  await rm(staging, { recursive: true });
  return { tree, replaced };
}

function plansOf({ brand, rootName, country, banks }: Omit<CreateTreeOrder, 'reallyOverwrite'>): BankPlan[] {
  assertName('--brand', brand, 34);
  assertName('--root-name', rootName, 50);
  if (banks.length > maxBanks)
    throw new PkiError(
      'ERR_PKI_OPTION',
      `a tree has at most ${maxBanks} banks, so that a publication holds all lists`,
    );
  for (const bank of [{ name: brand, country }, ...banks]) {
    assertName('--bank', bank.name, 50);
    assertPattern('--country', bank.country, /^[A-Z]{2}$/, 'two capital letters, as in FR');
  }
  const prefixes = banks.map(({ name }, index) => (index === 0 ? '' : `${fileNameOf(name)}-`));
  const names = banks.map(({ name }) => fileNameOf(name));
  if (new Set(names).size !== names.length)
    throw new PkiError(
      'ERR_PKI_OPTION',
      'two banks have the same name, or names that differ in accents only',
    );
  return banks.map((bank, index) => ({
    ...bank,
    authorities: {
      cardholderCa: `${prefixes[index]}cardholders`,
      merchantCa: `${prefixes[index]}merchants`,
      gatewayCa: `${prefixes[index]}gateways`,
    },
  }));
}

/**
 * Writes the data directory of a demonstration: trust tree, gateway and bank, intermediary, merchants, cards, and what
 * the wallet trusts. A directory that is provisioned already stays as it is.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@ecomm/card';
import { treeContents, treeFiles } from '@ecomm/pki';
import { authorityIdentity, encodeBase64, type Random } from '@ecomm/protocol';
import { gatewayFiles, readSettings } from '../data-directory.ts';
import { GatewayError } from '../errors.ts';
import { authorityOf, growTree, type Tree } from './grow-tree.ts';
import { cardLife, panOf, personaliseCard } from './personalise-card.ts';
import {
  type ChiplessCardPlan,
  type GatewayId,
  gatewayPlans,
  house,
  intermediaryPlan,
  type Profile,
  type ProfileName,
  profiles,
} from './profiles.ts';
import { type SeededCard, seedAccounts } from './seed-accounts.ts';
import { type StagedTree, writeTreeOnce } from './staged-tree.ts';

export interface ProvisionOptions {
  readonly dataDir: string;
  readonly profile: ProfileName;
  /** Of every card; kept only as a verifier. */
  readonly pin: string;
  /** Where merchants can be reached, by merchant identifier. */
  readonly merchantUrls?: ReadonlyMap<string, string>;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly at: number;
}

const entries = ['pki', 'gateway', 'intermediary', 'merchants', 'cards', 'wallet'] as const;

/** Beside the tree: the virtual reader's drawer holds cards with a chip only. */
const chiplessCardsFile = 'cards-without-chip.json';

/** Returns false when the directory was provisioned before. Throws ERR_GATEWAY_OPTION when with another profile. */
export async function provision(options: ProvisionOptions): Promise<boolean> {
  const { dataDir, profile } = options;
  const written = await writeTreeOnce(dataDir, entries, (files) => writeFiles(files, options));
  const settings = await readSettings(join(dataDir, 'gateway'));
  if (settings.profile !== profile)
    throw new GatewayError(
      'ERR_GATEWAY_OPTION',
      `${dataDir} was provisioned with the profile ${settings.profile}; give another directory`,
    );
  return written;
}

async function writeFiles(files: StagedTree, options: ProvisionOptions): Promise<void> {
  const profile = profiles[options.profile];
  const tree = await growTree(profile, options);
  await writeTree(files, tree, options.at);
  await writeGateways(files, tree, profile, options.profile);
  await writeBank(files, profile, options);
  await files.writeJson('intermediary/identity.json', tree.intermediary);
  await files.writeJson('intermediary/gateway-chain.json', chainOf(tree, intermediaryPlan.gatewayId));
  await writeMerchants(files, tree, profile, options.merchantUrls);
  await files.writeJson('wallet/trust.json', {
    anchors: [encodeBase64(tree.root.certificate.der)],
    brand: house.brand,
    intermediaryId: intermediaryPlan.merchantId,
  });
}

/** The keys that certify are needed again only to certify more, so they lie apart from any server's directory. */
async function writeTree(files: StagedTree, tree: Tree, at: number): Promise<void> {
  const contents = await treeContents(tree, at);
  for (const [file, content] of contents)
    if (content instanceof Uint8Array) await writeFile(await files.pathOf(file), content, { mode: 0o600 });
    else await files.writeJson(file, content);
  await files.writeJson(inGateway(gatewayFiles.revocation), contents.get(treeFiles.revocation));
}

/** The gateways' identities, and those of the authorities that answer enrolments in the same process. */
async function writeGateways(
  files: StagedTree,
  tree: Tree,
  profile: Profile,
  profileName: ProfileName,
): Promise<void> {
  const write = (file: string, content: unknown) => files.writeJson(inGateway(file), content);
  for (const { gatewayId, identityFile } of Object.values(gatewayPlans))
    await write(identityFile, tree.gateways.get(gatewayId));
  const authority = (name: string) => authorityIdentity(authorityOf(tree, name));
  await write(gatewayFiles.authorityIdentity, await authority('cardholders'));
  await write(gatewayFiles.merchantAuthorityIdentity, await authority('merchants'));
  await write(gatewayFiles.gatewayAuthorityIdentity, await authority('gateways'));
  const { acquirerName, acquirerBin, country } = gatewayPlans['GATEWAY-1'];
  await write(gatewayFiles.settings, {
    profile: profileName,
    brand: house.brand,
    bankName: house.issuerName,
    bins: [house.issuerBin],
    currency: profile.currency,
    policy: { ceilingMinor: profile.ceilingMinor },
    revocationRequired: true,
    acquirer: {
      name: acquirerName,
      bin: acquirerBin,
      country: country.alpha2,
      countryNumber: country.numeric,
    },
    gateways: Object.values(gatewayPlans).map(({ gatewayId, identityFile, ...plan }) => ({
      gatewayId,
      identity: identityFile,
      acquirerBin: plan.acquirerBin,
    })),
  });
}

async function writeMerchants(
  files: StagedTree,
  tree: Tree,
  profile: Profile,
  urls: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  for (const { merchantId, name, city, gatewayId } of profile.merchants) {
    const directory = join('merchants', merchantId);
    const url = urls.get(merchantId);
    await files.writeJson(join(directory, 'identity.json'), tree.merchants.get(merchantId));
    await files.writeJson(join(directory, 'gateway-chain.json'), chainOf(tree, gatewayId));
    await files.writeJson(join(directory, 'merchant.json'), {
      merchantId,
      name,
      city,
      gatewayId,
      brand: house.brand,
      country: gatewayPlans[gatewayId].country.numeric,
      currency: profile.currency,
      ...(url === undefined ? {} : { url }),
    });
  }
}

async function writeBank(
  files: StagedTree,
  profile: Profile,
  { pin, random, at }: ProvisionOptions,
): Promise<void> {
  const issuerMasterKey = random(16);
  const signatureKeys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  await files.writeJson(inGateway(gatewayFiles.issuerKeys), { issuerMasterKey: toHex(issuerMasterKey) });
  await files.writeJson('pki/issuer-static-signature.json', {
    privateKey: await crypto.subtle.exportKey('jwk', signatureKeys.privateKey),
    publicKey: await crypto.subtle.exportKey('jwk', signatureKeys.publicKey),
  });
  const signatureKey = signatureKeys.privateKey;
  const cards: SeededCard[] = [];
  for (const plan of profile.cards) {
    const card = await personaliseCard(plan, { profile, issuerMasterKey, signatureKey, pin, at, random });
    await files.writeJson(`cards/${plan.cardId}.json`, card);
    const { cardId, pan, panSequence, expiry: cardExpiry } = card;
    const { openingMinor, status } = plan;
    cards.push({ cardId, pan, panSequence, cardExpiry, hasChip: true, openingMinor, status });
  }
  const chipless = profile.chiplessCards.map((plan) => makeChiplessCard(plan, at));
  await files.writeJson(
    chiplessCardsFile,
    chipless.map(({ shown }) => shown),
  );
  await seedAccounts(await files.pathOf(inGateway(gatewayFiles.database)), {
    cards: [...cards, ...chipless.map(({ seeded }) => seeded)],
    currency: profile.currency,
    random,
    at,
  });
}

/** What is embossed on it and what the bank's letter said, for people who try the demonstration; and the bank's record. */
function makeChiplessCard(plan: ChiplessCardPlan, at: number) {
  const { cardId, holderName, label, passphrase, story, openingMinor, status } = plan;
  const pan = panOf(plan.accountNumber);
  const { expiry: cardExpiry } = cardLife(at);
  const form = { holderName, passphrase };
  return {
    shown: { cardId, pan, cardExpiry, holderName, label, passphrase, story },
    seeded: { cardId, pan, panSequence: 0, cardExpiry, hasChip: false, openingMinor, status, form },
  };
}

function chainOf(tree: Tree, gatewayId: GatewayId): readonly string[] {
  return tree.gateways.get(gatewayId)?.keyExchange?.chain ?? [];
}

function inGateway(file: string): string {
  return join('gateway', file);
}

/**
 * Writes the data directory of a demonstration: trust tree, gateway and bank, intermediary, merchants, cards, and what
 * the wallet trusts. A directory that is provisioned already stays as it is.
 */
import { join } from 'node:path';
import { toHex } from '@ecomm/card';
import { type Authority, authorityIdentity, encodeBase64, type Random } from '@ecomm/protocol';
import { gatewayFiles, readSettings } from '../data-directory.ts';
import { GatewayError } from '../errors.ts';
import { growTree, type Tree } from './grow-tree.ts';
import { personaliseCard } from './personalise-card.ts';
import { house, intermediaryPlan, type Profile, type ProfileName, profiles } from './profiles.ts';
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
  await writeAuthorities(files, tree);
  await writeBank(files, tree, profile, options);
  await files.writeJson('intermediary/identity.json', tree.intermediary);
  await files.writeJson('intermediary/gateway-chain.json', tree.gateway.keyExchange?.chain ?? []);
  for (const { merchantId, name, city } of profile.merchants) {
    const directory = join('merchants', merchantId);
    const url = options.merchantUrls?.get(merchantId);
    await files.writeJson(join(directory, 'identity.json'), tree.merchants.get(merchantId));
    await files.writeJson(join(directory, 'merchant.json'), {
      merchantId,
      name,
      city,
      ...(url === undefined ? {} : { url }),
    });
  }
  await files.writeJson('wallet/trust.json', {
    anchors: [encodeBase64(tree.authorities.root.certificate.der)],
    brand: house.brand,
    intermediaryId: intermediaryPlan.merchantId,
  });
}

/** The keys that certify: needed again only to certify more, so they lie apart from any server's directory. */
async function writeAuthorities(files: StagedTree, { authorities }: Tree): Promise<void> {
  for (const [name, authority] of Object.entries(authorities) as [string, Authority][])
    await files.writeJson(`pki/${name}.json`, await authorityIdentity(authority));
}

async function writeBank(
  files: StagedTree,
  tree: Tree,
  profile: Profile,
  { profile: profileName, pin, random, at }: ProvisionOptions,
): Promise<void> {
  const issuerMasterKey = random(16);
  const signatureKeys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const inGateway = (file: string) => join('gateway', file);
  await files.writeJson(inGateway(gatewayFiles.identity), tree.gateway);
  await files.writeJson(
    inGateway(gatewayFiles.authorityIdentity),
    await authorityIdentity(tree.authorities.cardholders),
  );
  await files.writeJson(inGateway(gatewayFiles.issuerKeys), { issuerMasterKey: toHex(issuerMasterKey) });
  await files.writeJson(inGateway(gatewayFiles.settings), {
    profile: profileName,
    brand: house.brand,
    bankName: house.issuerName,
    bins: [house.issuerBin],
    currency: profile.currency,
  });
  await files.writeJson('pki/issuer-static-signature.json', {
    privateKey: await crypto.subtle.exportKey('jwk', signatureKeys.privateKey),
    publicKey: await crypto.subtle.exportKey('jwk', signatureKeys.publicKey),
  });
  const cards: SeededCard[] = [];
  for (const plan of profile.cards) {
    const card = await personaliseCard(plan, {
      profile,
      issuerMasterKey,
      signatureKey: signatureKeys.privateKey,
      pin,
      at,
      random,
    });
    await files.writeJson(`cards/${plan.cardId}.json`, card);
    cards.push({ plan, card });
  }
  seedAccounts(await files.pathOf(inGateway(gatewayFiles.database)), {
    cards,
    currency: profile.currency,
    at,
  });
}

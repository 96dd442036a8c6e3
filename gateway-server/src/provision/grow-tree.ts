/**
 * Grows the demonstration's trust tree: root → brand → the issuer's authority for cardholders, each acquirer's for
 * merchants and for gateways → merchants, intermediary, gateways. Real keys, a fictional brand.
 */
import { createCommittedRoot } from '@ecomm/pki';
import {
  type Authority,
  createAuthority,
  createIdentity,
  type IdentityFile,
  oids,
  type TreeClock,
} from '@ecomm/protocol';
import {
  type GatewayId,
  type GatewayPlan,
  gatewayPlans,
  house,
  intermediaryPlan,
  type MerchantPlan,
  type Profile,
} from './profiles.ts';

export interface Tree {
  /** By the name of their file under `pki/`. */
  readonly authorities: {
    readonly root: Authority;
    readonly brand: Authority;
    readonly cardholders: Authority;
    readonly merchants: Authority;
    readonly gateways: Authority;
    readonly 'foreign-merchants': Authority;
    readonly 'foreign-gateways': Authority;
  };
  /** The root's certificate commits to them. */
  readonly nextRootKeys: CryptoKeyPair;
  readonly gateways: ReadonlyMap<GatewayId, IdentityFile>;
  readonly intermediary: IdentityFile;
  readonly merchants: ReadonlyMap<string, IdentityFile>;
}

export async function growTree(profile: Profile, clock: TreeClock): Promise<Tree> {
  const { root, nextKeys } = await createCommittedRoot('eComm Demo Root', clock);
  const brandName = { country: house.country.alpha2, brand: house.brand, commonName: `${house.brand} Brand` };
  const brand = await createAuthority(root, 'brandCa', brandName, clock);
  const issuer = { country: house.country, name: house.issuerName };
  const cardholderName = nameOf(issuer, `${issuer.name} Cardholders`);
  const cardholders = await createAuthority(brand, 'cardholderCa', cardholderName, clock);
  const home = await growAcquirer(brand, gatewayPlans['GATEWAY-1'], clock);
  const abroad = await growAcquirer(brand, gatewayPlans['GATEWAY-2'], clock);
  const acquirers = { 'GATEWAY-1': home, 'GATEWAY-2': abroad };
  const merchant = (plan: MerchantPlan, isIntermediary: boolean) =>
    growMerchant(acquirers[plan.gatewayId], plan, { isIntermediary, clock });
  const shops = new Map<string, IdentityFile>();
  for (const plan of profile.merchants) shops.set(plan.merchantId, await merchant(plan, false));
  return {
    nextRootKeys: nextKeys,
    authorities: {
      root,
      brand,
      cardholders,
      merchants: home.merchants,
      gateways: home.gateways,
      'foreign-merchants': abroad.merchants,
      'foreign-gateways': abroad.gateways,
    },
    gateways: new Map([
      ['GATEWAY-1', home.gateway],
      ['GATEWAY-2', abroad.gateway],
    ]),
    intermediary: await merchant(intermediaryPlan, true),
    merchants: shops,
  };
}

interface Acquirer {
  readonly plan: GatewayPlan;
  readonly merchants: Authority;
  readonly gateways: Authority;
  readonly gateway: IdentityFile;
}

async function growAcquirer(brand: Authority, plan: GatewayPlan, clock: TreeClock): Promise<Acquirer> {
  const bank = { country: plan.country, name: plan.acquirerName };
  const merchants = await createAuthority(brand, 'merchantCa', nameOf(bank, `${bank.name} Merchants`), clock);
  const gateways = await createAuthority(brand, 'gatewayCa', nameOf(bank, `${bank.name} Gateways`), clock);
  const gateway = await createIdentity(
    gateways,
    {
      partyId: plan.gatewayId,
      type: 'gateway',
      subject: nameOf(bank, plan.gatewayId),
      cardCertRequired: plan.cardCertRequired,
      ...(plan.readsChips ? { setExtensions: [oids.chipCertificate] } : {}),
    },
    clock,
  );
  return { plan, merchants, gateways, gateway };
}

function growMerchant(
  { plan: acquirer, merchants }: Acquirer,
  plan: MerchantPlan,
  { isIntermediary, clock }: { isIntermediary: boolean; clock: TreeClock },
): Promise<IdentityFile> {
  return createIdentity(
    merchants,
    {
      partyId: plan.merchantId,
      type: 'merchant',
      subject: nameOf({ country: acquirer.country, name: acquirer.acquirerName }, plan.name),
      merchantData: {
        merchantId: plan.merchantId,
        acquirerBin: acquirer.acquirerBin,
        name: plan.name,
        city: plan.city,
        country: acquirer.country.numeric,
      },
      ...(isIntermediary ? { isIntermediary } : {}),
    },
    clock,
  );
}

interface Bank {
  readonly country: { readonly alpha2: string };
  readonly name: string;
}

function nameOf({ country, name }: Bank, commonName: string) {
  return { country: country.alpha2, brand: house.brand, unit: name, commonName };
}

/**
 * Grows the demonstration's trust tree: root → brand → the issuer's authority for cardholders, each acquirer's for
 * merchants and for gateways → merchants, intermediary, gateways. Real keys, a fictional brand.
 */
import { type BankPlan, type GrownTree, growAuthorities } from '@ecomm/pki';
import { type Authority, createIdentity, type IdentityFile, oids, type TreeClock } from '@ecomm/protocol';
import {
  type GatewayId,
  type GatewayPlan,
  gatewayPlans,
  house,
  intermediaryPlan,
  type MerchantPlan,
  type Profile,
} from './profiles.ts';

export interface Tree extends GrownTree {
  readonly gateways: ReadonlyMap<GatewayId, IdentityFile>;
  readonly intermediary: IdentityFile;
  readonly merchants: ReadonlyMap<string, IdentityFile>;
}

/** The issuer and two acquirers; the names are those of the authorities' files under `pki/`. */
const banks: readonly BankPlan[] = [
  { name: house.issuerName, country: house.country.alpha2, authorities: { cardholderCa: 'cardholders' } },
  {
    name: gatewayPlans['GATEWAY-1'].acquirerName,
    country: gatewayPlans['GATEWAY-1'].country.alpha2,
    authorities: { merchantCa: 'merchants', gatewayCa: 'gateways' },
  },
  {
    name: gatewayPlans['GATEWAY-2'].acquirerName,
    country: gatewayPlans['GATEWAY-2'].country.alpha2,
    authorities: { merchantCa: 'foreign-merchants', gatewayCa: 'foreign-gateways' },
  },
];

export async function growTree(profile: Profile, clock: TreeClock): Promise<Tree> {
  const { brand, country } = house;
  const plan = { rootName: 'eComm Demo Root', brand, country: country.alpha2, banks };
  const grown = await growAuthorities(plan, clock);
  const home = await growAcquirer(grown, gatewayPlans['GATEWAY-1'], { prefix: '', clock });
  const abroad = await growAcquirer(grown, gatewayPlans['GATEWAY-2'], { prefix: 'foreign-', clock });
  const acquirers = { 'GATEWAY-1': home, 'GATEWAY-2': abroad };
  const merchant = (plan: MerchantPlan, isIntermediary: boolean) =>
    growMerchant(acquirers[plan.gatewayId], plan, { isIntermediary, clock });
  const shops = new Map<string, IdentityFile>();
  for (const plan of profile.merchants) shops.set(plan.merchantId, await merchant(plan, false));
  return {
    ...grown,
    gateways: new Map([
      ['GATEWAY-1', home.gateway],
      ['GATEWAY-2', abroad.gateway],
    ]),
    intermediary: await merchant(intermediaryPlan, true),
    merchants: shops,
  };
}

/** By the name of its file. */
export function authorityOf({ authorities }: GrownTree, name: string): Authority {
  const authority = authorities.get(name);
  if (authority === undefined) throw new RangeError(name);
  return authority;
}

interface Acquirer {
  readonly plan: GatewayPlan;
  readonly merchants: Authority;
  readonly gateway: IdentityFile;
}

async function growAcquirer(
  grown: GrownTree,
  plan: GatewayPlan,
  { prefix, clock }: { readonly prefix: string; readonly clock: TreeClock },
): Promise<Acquirer> {
  const bank = { country: plan.country, name: plan.acquirerName };
  const gateway = await createIdentity(
    authorityOf(grown, `${prefix}gateways`),
    {
      partyId: plan.gatewayId,
      type: 'gateway',
      subject: nameOf(bank, plan.gatewayId),
      cardCertRequired: plan.cardCertRequired,
      ...(plan.readsChips ? { setExtensions: [oids.chipCertificate] } : {}),
    },
    clock,
  );
  return { plan, merchants: authorityOf(grown, `${prefix}merchants`), gateway };
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

/**
 * Grows the demonstration's trust tree: root → brand → the issuer's authority for cardholders, the acquirer's for
 * merchants and for gateways → merchants, intermediary, gateway. Real keys, a fictional brand.
 */
import {
  type Authority,
  createAuthority,
  createIdentity,
  createRoot,
  type IdentityFile,
  oids,
  type TreeClock,
} from '@ecomm/protocol';
import { house, intermediaryPlan, type MerchantPlan, type Profile } from './profiles.ts';

export interface Tree {
  readonly authorities: {
    readonly root: Authority;
    readonly brand: Authority;
    readonly cardholders: Authority;
    readonly merchants: Authority;
    readonly gateways: Authority;
  };
  readonly gateway: IdentityFile;
  readonly intermediary: IdentityFile;
  readonly merchants: ReadonlyMap<string, IdentityFile>;
}

export async function growTree(profile: Profile, clock: TreeClock): Promise<Tree> {
  const root = await createRoot('eComm Demo Root', clock);
  const brand = await createAuthority(root, 'brandCa', nameOf(`${house.brand} Brand`), clock);
  const { issuerName, acquirerName, gatewayId } = house;
  const cardholders = await createAuthority(
    brand,
    'cardholderCa',
    nameOf(`${issuerName} Cardholders`, issuerName),
    clock,
  );
  const merchants = await createAuthority(
    brand,
    'merchantCa',
    nameOf(`${acquirerName} Merchants`, acquirerName),
    clock,
  );
  const gateways = await createAuthority(
    brand,
    'gatewayCa',
    nameOf(`${acquirerName} Gateways`, acquirerName),
    clock,
  );
  const merchant = (plan: MerchantPlan, isIntermediary: boolean) =>
    createIdentity(
      merchants,
      {
        partyId: plan.merchantId,
        type: 'merchant',
        subject: nameOf(plan.name, acquirerName),
        merchantData: {
          merchantId: plan.merchantId,
          acquirerBin: house.acquirerBin,
          name: plan.name,
          city: plan.city,
          country: house.country.numeric,
        },
        ...(isIntermediary ? { isIntermediary } : {}),
      },
      clock,
    );
  const shops = new Map<string, IdentityFile>();
  for (const plan of profile.merchants) shops.set(plan.merchantId, await merchant(plan, false));
  return {
    authorities: { root, brand, cardholders, merchants, gateways },
    gateway: await createIdentity(
      gateways,
      {
        partyId: gatewayId,
        type: 'gateway',
        subject: nameOf(gatewayId, acquirerName),
        cardCertRequired: true,
        setExtensions: [oids.chipCertificate],
      },
      clock,
    ),
    intermediary: await merchant(intermediaryPlan, true),
    merchants: shops,
  };
}

function nameOf(commonName: string, unit?: string) {
  return {
    country: house.country.alpha2,
    brand: house.brand,
    commonName,
    ...(unit === undefined ? {} : { unit }),
  };
}

/** What is provisioned: the demo in euros, and the paper's own two clients and two merchants in francs. */
import type { CardStatus } from '../store/issuer-store.ts';

export interface CardPlan {
  readonly cardId: string;
  readonly label: string;
  /** For the drawer of the reader's front panel. */
  readonly story: string;
  readonly holderName: string;
  /** The account's number within the bank, for the PAN. */
  readonly accountNumber: number;
  readonly openingMinor: number;
  readonly initialPinTriesLeft: number;
  readonly status: CardStatus;
}

/** A card with a magnetic stripe and no more: its holder enrols with a form and a passphrase that came by letter. */
export interface ChiplessCardPlan extends Omit<CardPlan, 'initialPinTriesLeft'> {
  readonly passphrase: string;
}

export interface MerchantPlan {
  readonly merchantId: string;
  readonly name: string;
  readonly city: string;
  /** Its acquirer's gateway. */
  readonly gatewayId: GatewayId;
}

export interface GatewayPlan {
  readonly gatewayId: string;
  /** In the gateway's data directory. */
  readonly identityFile: string;
  readonly acquirerName: string;
  readonly acquirerBin: string;
  /** ISO 3166-1. */
  readonly country: { readonly alpha2: string; readonly numeric: string };
  /** Refuses a purchase that no certified cardholder signed. */
  readonly cardCertRequired: boolean;
  /** Processes the cryptogram of a chip. */
  readonly readsChips: boolean;
}

export interface Profile {
  readonly currency: string;
  /** The card refuses a purchase above it. */
  readonly maximumMinor: number;
  /** Past it, in seven days, the card asks to be seen on line. */
  readonly ceilingMinor: number;
  readonly cards: readonly CardPlan[];
  readonly chiplessCards: readonly ChiplessCardPlan[];
  readonly merchants: readonly MerchantPlan[];
}

export const pinTryLimit = 3;

const good = { initialPinTriesLeft: pinTryLimit, status: 'active' } as const;

const demo: Profile = {
  currency: 'EUR',
  maximumMinor: 50_000,
  ceilingMinor: 100_000,
  cards: [
    {
      ...good,
      cardId: 'camille',
      label: 'Camille Durand',
      story: 'A good card, with 250.00 EUR on its account.',
      holderName: 'CAMILLE DURAND',
      accountNumber: 1,
      openingMinor: 25_000,
    },
    {
      ...good,
      cardId: 'blocked',
      label: 'Benoit Morel, PIN blocked',
      story: 'Its holder keyed three wrong PINs. The chip accepts none any more.',
      holderName: 'BENOIT MOREL',
      accountNumber: 2,
      openingMinor: 10_000,
      initialPinTriesLeft: 0,
    },
    {
      ...good,
      cardId: 'lowfunds',
      label: 'Louise Petit, low funds',
      story: 'A good card, but 4.00 EUR are left on its account.',
      holderName: 'LOUISE PETIT',
      accountNumber: 3,
      openingMinor: 400,
    },
    {
      ...good,
      cardId: 'stolen',
      label: 'Simon Garnier, stolen',
      story: 'The chip works, but its holder has reported it stolen to the bank.',
      holderName: 'SIMON GARNIER',
      accountNumber: 4,
      openingMinor: 15_000,
      status: 'stolen',
    },
  ],
  chiplessCards: [
    {
      cardId: 'margot',
      label: 'Margot Leroy, no chip',
      story: 'A card without a chip, with 300.00 EUR on its account. Its holder enrols with a form.',
      holderName: 'MARGOT LEROY',
      accountNumber: 5,
      openingMinor: 30_000,
      status: 'active',
      passphrase: 'tournesol bleu',
    },
    {
      cardId: 'stolen-no-chip',
      label: 'Hugo Lambert, no chip, stolen',
      story: 'A card without a chip that its holder has reported stolen to the bank.',
      holderName: 'HUGO LAMBERT',
      accountNumber: 6,
      openingMinor: 15_000,
      status: 'stolen',
      passphrase: 'vent du nord',
    },
  ],
  merchants: [
    { merchantId: 'QUOTIDIEN', name: 'Le Quotidien', city: 'Paris', gatewayId: 'GATEWAY-1' },
    { merchantId: 'LIBRAIRIE', name: 'La Librairie', city: 'Paris', gatewayId: 'GATEWAY-1' },
    { merchantId: 'BOEKENHUIS', name: 'Boekenhuis', city: 'Brussels', gatewayId: 'GATEWAY-2' },
  ],
};

const paper: Profile = {
  currency: 'FRF',
  maximumMinor: 300_000,
  ceilingMinor: 500_000,
  cards: [
    {
      ...good,
      cardId: 'c1',
      label: 'Client C1',
      story: 'The first client of the paper, with 1000 F on its account.',
      holderName: 'CLIENT C1',
      accountNumber: 11,
      openingMinor: 100_000,
    },
    {
      ...good,
      cardId: 'c2',
      label: 'Client C2',
      story: 'The second client of the paper, with 1000 F on its account.',
      holderName: 'CLIENT C2',
      accountNumber: 12,
      openingMinor: 100_000,
    },
  ],
  chiplessCards: [],
  merchants: [
    { merchantId: 'M1', name: 'Marchand M1', city: 'Rennes', gatewayId: 'GATEWAY-1' },
    { merchantId: 'M2', name: 'Marchand M2', city: 'Caen', gatewayId: 'GATEWAY-1' },
  ],
};

export const profiles = { demo, paper } as const;

export type ProfileName = keyof typeof profiles;

export const intermediaryPlan: MerchantPlan = {
  merchantId: 'INTERMEDIARY-1',
  name: 'eComm Intermédiaire',
  city: 'Paris',
  gatewayId: 'GATEWAY-1',
};

/** The acquirer at home reads chips; the one abroad knows none, and wants a certified cardholder. */
export const gatewayPlans = {
  'GATEWAY-1': {
    gatewayId: 'GATEWAY-1',
    identityFile: 'identity.json',
    acquirerName: 'Banque Deux',
    acquirerBin: '497011',
    country: { alpha2: 'FR', numeric: '250' },
    cardCertRequired: false,
    readsChips: true,
  },
  'GATEWAY-2': {
    gatewayId: 'GATEWAY-2',
    identityFile: 'gateway-2-identity.json',
    acquirerName: 'Banque Étrangère',
    acquirerBin: '497012',
    country: { alpha2: 'BE', numeric: '056' },
    cardCertRequired: true,
    readsChips: false,
  },
} as const satisfies Record<string, GatewayPlan>;

export type GatewayId = keyof typeof gatewayPlans;

/** Both profiles: who the brand and the issuing bank are. All fictional. */
export const house = {
  brand: 'CB-demo',
  issuerName: 'Banque Un',
  issuerBin: '497010',
  /** ISO 3166-1. */
  country: { alpha2: 'FR', numeric: '250' },
} as const;

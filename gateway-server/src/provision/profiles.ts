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

export interface MerchantPlan {
  readonly merchantId: string;
  readonly name: string;
  readonly city: string;
}

export interface Profile {
  readonly currency: string;
  /** The card refuses a purchase above it. */
  readonly maximumMinor: number;
  /** Past it, in seven days, the card asks to be seen on line. */
  readonly ceilingMinor: number;
  readonly cards: readonly CardPlan[];
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
  merchants: [{ merchantId: 'QUOTIDIEN', name: 'Le Quotidien', city: 'Paris' }],
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
  merchants: [
    { merchantId: 'M1', name: 'Marchand M1', city: 'Rennes' },
    { merchantId: 'M2', name: 'Marchand M2', city: 'Caen' },
  ],
};

export const profiles = { demo, paper } as const;

export type ProfileName = keyof typeof profiles;

export const intermediaryPlan: MerchantPlan = {
  merchantId: 'INTERMEDIARY-1',
  name: 'eComm Intermédiaire',
  city: 'Paris',
};

/** Both profiles: who the banks and the gateway are. All fictional. */
export const house = {
  brand: 'CB-demo',
  issuerName: 'Banque Un',
  issuerBin: '497010',
  acquirerName: 'Banque Deux',
  acquirerBin: '497011',
  gatewayId: 'GATEWAY-1',
  /** ISO 3166-1. */
  country: { alpha2: 'FR', numeric: '250' },
} as const;

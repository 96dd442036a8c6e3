/**
 * What the post costs, in minor units. In France new books travel for 3 euros at least, and from 35 euros of books
 * on for one cent (arrêté of 4 April 2023); a shop that gave that cent away would break the law.
 */
export const countries = ['FR', 'BE', 'CH', 'DE', 'ES', 'GB', 'IT', 'LU', 'NL', 'PT'] as const;
export type Country = (typeof countries)[number];

interface Tariff {
  /** Inside a country other than France. */
  readonly home: number;
  readonly france: number;
  readonly franceReduced: number;
  /** From this total of books on, France's reduced tariff. */
  readonly reducedFrom: number;
  readonly abroad: number;
}

const tariffs: Readonly<Record<string, Tariff>> = {
  EUR: { home: 450, france: 300, franceReduced: 1, reducedFrom: 3500, abroad: 850 },
  FRF: { home: 3000, france: 2000, franceReduced: 10, reducedFrom: 23_000, abroad: 5600 },
};

/** What the post is told: how much the books cost, and from where they go where. */
export interface Dispatch {
  readonly booksMinor: number;
  readonly from: Country;
  readonly to: Country;
  /** ISO 4217. */
  readonly currency: string;
}

export function isCountry(text: string): text is Country {
  return countries.some((country) => country === text);
}

/** Throws an Error for a currency that has no tariff. */
export function postageOf({ booksMinor, from, to, currency }: Dispatch): number {
  const { home, france, franceReduced, reducedFrom, abroad } = tariffOf(currency);
  if (to !== from) return abroad;
  if (to !== 'FR') return home;
  return booksMinor >= reducedFrom ? franceReduced : france;
}

function tariffOf(currency: string): Tariff {
  const tariff = Object.hasOwn(tariffs, currency) ? tariffs[currency] : undefined;
  if (tariff === undefined) throw new Error(`there is no postage in ${currency}`);
  return tariff;
}

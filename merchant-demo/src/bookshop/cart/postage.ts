/**
 * What the post costs, in minor units. In France new books travel for 3 euros at least, and from 35 euros of books
 * on for one cent (arrêté of 4 April 2023); a shop that gave that cent away would break the law.
 */
export const countries = ['FR', 'BE', 'CH', 'DE', 'ES', 'GB', 'IT', 'LU', 'NL', 'PT'] as const;
export type Country = (typeof countries)[number];

interface Tariff {
  readonly home: number;
  readonly homeReduced: number;
  /** From this total of books on, the reduced tariff. */
  readonly reducedFrom: number;
  readonly abroad: number;
}

const tariffs: Readonly<Record<string, Tariff>> = {
  EUR: { home: 300, homeReduced: 1, reducedFrom: 3500, abroad: 850 },
  FRF: { home: 2000, homeReduced: 10, reducedFrom: 23_000, abroad: 5600 },
};

export function isCountry(text: string): text is Country {
  return countries.some((country) => country === text);
}

/** Throws an Error for a currency that has no tariff. */
export function tariffOf(currency: string): Tariff {
  const tariff = Object.hasOwn(tariffs, currency) ? tariffs[currency] : undefined;
  if (tariff === undefined) throw new Error(`there is no postage in ${currency}`);
  return tariff;
}

export function postageOf(booksMinor: number, country: Country, currency: string): number {
  const { home, homeReduced, reducedFrom, abroad } = tariffOf(currency);
  if (country !== 'FR') return abroad;
  return booksMinor >= reducedFrom ? homeReduced : home;
}

/** Where the parcel goes: what the form gave, checked and trimmed, or which fields to look at again. */
import type { Language } from '../../catalogue/language.ts';
import { type Country, isCountry } from './postage.ts';

export interface Address {
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
  readonly country: Country;
}

export const addressFields = ['name', 'street', 'postcode', 'town', 'country'] as const;
export type AddressField = (typeof addressFields)[number];

export interface AddressForm {
  /** As typed. */
  readonly typed: Readonly<Record<AddressField, string>>;
  readonly wrong: readonly AddressField[];
  /** Only when nothing is wrong. */
  readonly address: Address | undefined;
}

const plain = /^[^\p{Cc}\p{Cf}\p{Co}]{1,80}$/u;
/** By country where the post insists; elsewhere letters, digits and spaces. */
const postcodes: Readonly<Partial<Record<Country, RegExp>>> = {
  FR: /^\d{5}$/,
  BE: /^\d{4}$/,
  CH: /^\d{4}$/,
  LU: /^\d{4}$/,
  DE: /^\d{5}$/,
  ES: /^\d{5}$/,
  IT: /^\d{5}$/,
};

export function readAddress(form: URLSearchParams): AddressForm {
  const text = (field: AddressField) => (form.get(field) ?? '').normalize('NFC').trim().replace(/ +/g, ' ');
  const typed = {
    name: text('name'),
    street: text('street'),
    postcode: text('postcode'),
    town: text('town'),
    country: text('country'),
  };
  const { country } = typed;
  const isRight: Record<AddressField, boolean> = {
    name: plain.test(typed.name),
    street: plain.test(typed.street),
    postcode: isPostcode(typed.postcode, country),
    town: plain.test(typed.town),
    country: isCountry(country),
  };
  const wrong = addressFields.filter((field) => !isRight[field]);
  const address = wrong.length === 0 && isCountry(country) ? { ...typed, country } : undefined;
  return { typed, wrong, address };
}

/** Nothing typed yet; most parcels stay in the shop's own country. */
export function emptyAddress(country: Country): AddressForm {
  return { typed: { name: '', street: '', postcode: '', town: '', country }, wrong: [], address: undefined };
}

export function countryName(country: Country, language: Language): string {
  return (
    new Intl.DisplayNames(language === 'fr' ? 'fr-FR' : 'en-GB', { type: 'region' }).of(country) ?? country
  );
}

function isPostcode(text: string, country: string): boolean {
  const rule = isCountry(country) ? postcodes[country] : undefined;
  return (rule ?? /^[A-Za-z0-9][A-Za-z0-9 -]{1,9}$/).test(text);
}

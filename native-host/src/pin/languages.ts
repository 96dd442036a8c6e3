/** wLangId, the language of the keypad's display: Windows language identifiers, as USB and CCID use them. */

const languageIds: Readonly<Record<string, number>> = {
  de: 0x0407,
  en: 0x0409,
  es: 0x040a,
  fr: 0x040c,
  it: 0x0410,
  nl: 0x0413,
  pt: 0x0816,
};

/** English for any language that is not in the table. `locale` is BCP 47 or POSIX: `fr-FR`, `fr_FR.UTF-8`. */
export function languageIdOf(locale: string): number {
  return languageIds[locale.slice(0, 2).toLowerCase()] ?? 0x0409;
}

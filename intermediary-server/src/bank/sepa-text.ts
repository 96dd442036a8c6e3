/**
 * Text in the characters that every bank of the SEPA area takes (EPC217-08, "Best Practices SEPA Requirements for an
 * Extended Character Set"): letters without accents, digits and / - ? : ( ) . , ' + and space.
 */

/** Letters that do not fall apart into a letter and an accent. */
const spelled: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'Ae', œ: 'oe', Œ: 'Oe', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D' },
  ...{ ð: 'd', Ð: 'D', þ: 'th', Þ: 'Th', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', Ŋ: 'N', ĸ: 'k', ŧ: 't', Ŧ: 'T' },
  ...{
    '€': 'EUR',
    '&': '+',
    '’': "'",
    '‘': "'",
    '–': '-',
    '—': '-',
    _: '-',
    '@': '(at)',
    '"': "'",
    '«': "'",
    '»': "'",
  },
};

/** What has no spelling becomes a full stop; of text without any letter or digit nothing is left. */
export function sepaText(text: string, maxLength: number): string {
  const plain = [...text.normalize('NFKC')]
    .map((character) => spelled[character] ?? character.normalize('NFD').replace(/\p{M}/gu, ''))
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9/\-?:().,'+ ]/gu, '.')
    // A field begins and ends with no slash and has no two of them in a row.
    .replace(/\/{2,}/g, '/')
    .replace(/^[/ ]+/, '')
    .slice(0, maxLength)
    .replace(/[/ ]+$/, '');
  return /[A-Za-z0-9]/.test(plain) ? plain : '';
}

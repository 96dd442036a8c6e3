/** What one may type into the card form, as the payment instructions want it; `undefined` when it can't be right. */

/** Digits of a card number, 12 to 19, whose last digit checks (ISO/IEC 7812-1 annex B). */
export function panIn(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '');
  return /^\d{12,19}$/.test(digits) && hasCheckDigit(digits) ? digits : undefined;
}

/** `12/29` or `12/2029` as YYYYMM, when that month has not passed. `now`: the current YYYYMM. */
export function expiryIn(typed: string, now: string): string | undefined {
  const parts = /^\s*(0?[1-9]|1[0-2])\s*[/.-]\s*(\d{2}|20\d{2})\s*$/.exec(typed);
  if (parts === null) return undefined;
  const [, month = '', year = ''] = parts;
  const expiry = `${year.length === 2 ? '20' : ''}${year}${month.padStart(2, '0')}`;
  return expiry >= now ? expiry : undefined;
}

/** In groups of four, as it stands on the card. */
export function grouped(typed: string): string {
  return typed
    .replace(/\D/g, '')
    .slice(0, 19)
    .replace(/(\d{4})(?=\d)/g, '$1 ');
}

function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

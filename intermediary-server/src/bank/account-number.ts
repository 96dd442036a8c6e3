/**
 * What names an account at a bank: IBAN (ISO 13616), BIC (ISO 9362), and the identifier of a creditor who collects direct
 * debits (EPC AT-02). Check digits are those of ISO 7064, MOD 97-10.
 */

const ibanForm = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;
const bicForm = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
const creditorForm = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$/;

/** Of countries where we know it; of the others any length up to 34 is taken (ISO 13616's register). */
const ibanLengths: Readonly<Record<string, number>> = {
  ...{
    AT: 20,
    BE: 16,
    BG: 22,
    CH: 21,
    CY: 28,
    CZ: 24,
    DE: 22,
    DK: 18,
    EE: 20,
    ES: 24,
    FI: 18,
    FR: 27,
    GB: 22,
  },
  ...{
    GR: 27,
    HR: 21,
    HU: 28,
    IE: 22,
    IS: 26,
    IT: 27,
    LI: 21,
    LT: 20,
    LU: 20,
    LV: 21,
    MC: 27,
    MT: 31,
    NL: 18,
  },
  ...{ NO: 15, PL: 28, PT: 25, RO: 24, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22 },
};

/** In electronic form, without spaces; undefined when it is none. */
export function parseIban(text: string): string | undefined {
  const iban = text.replace(/ /g, '').toUpperCase();
  if (!ibanForm.test(iban) || (ibanLengths[iban.slice(0, 2)] ?? iban.length) !== iban.length)
    return undefined;
  return remainder97(iban.slice(4) + iban.slice(0, 4)) === 1 ? iban : undefined;
}

/** Undefined when it is none. */
export function parseBic(text: string): string | undefined {
  return bicForm.test(text) ? text : undefined;
}

/** The business code, positions 5 to 7, is the creditor's own and not under the check digits. Undefined when it is none. */
export function parseCreditorId(text: string): string | undefined {
  const id = text.replace(/ /g, '').toUpperCase();
  if (!creditorForm.test(id)) return undefined;
  return remainder97(id.slice(7) + id.slice(0, 4)) === 1 ? id : undefined;
}

/** FR76 … 0189: enough to recognise an account, too little to debit it. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} … ${iban.slice(-4)}`;
}

/** Letters count as two digits, A = 10. Digit by digit, as the number is longer than any integer. */
function remainder97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** MM/YY, as a card has its expiry embossed, as YYYYMM; undefined for anything else. */
export function yearMonthOf(text: string): string | undefined {
  const [, month, year] = /^\s*(0[1-9]|1[0-2])\s*\/?\s*([0-9]{2})\s*$/.exec(text) ?? [];
  return month === undefined || year === undefined ? undefined : `20${year}${month}`;
}

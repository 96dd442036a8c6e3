/** To four digits: more are noise. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}

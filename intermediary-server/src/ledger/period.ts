/** Periods of clearing are named by the day on which they begin and a number within that day: 2026-11-23.1 */
export function periodOf(at: number, sequence: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 10)}.${sequence}`;
}

/** The period that begins when another ends. */
export function nextPeriod(period: string, at: number): string {
  const [day, sequence] = period.split('.');
  const first = periodOf(at, 1);
  return first.startsWith(`${day}.`) ? periodOf(at, Number(sequence) + 1) : first;
}

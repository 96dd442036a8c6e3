/**
 * The host's log: standard error only, for standard output is the browser's channel.
 *
 * A line has an event and facts that were chosen one by one. What was sent or received is never logged: it may
 * hold a card number.
 */
export function log(event: string, facts: Readonly<Record<string, string | number>> = {}): void {
  const rest = Object.entries(facts).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  process.stderr.write(`ecomm-host: ${event}${rest.join('')}\n`);
}

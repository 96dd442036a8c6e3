/**
 * Which facts of an error its words use, in the order of $1, $2 … in the locales. The facts of other codes are for
 * engineers and are not shown.
 */
import type { AnyErrorCode } from './errors.ts';

export const shownFacts: Partial<Record<AnyErrorCode, readonly string[]>> = {
  ERR_CARD_PIN_WRONG: ['triesLeft'],
  ERR_HOST_FORBIDDEN: ['extensionId'],
  ERR_HOST_VERSION: ['hostProtocol', 'walletProtocol'],
  ERR_NETWORK_UNREACHABLE: ['host'],
  ERR_NETWORK_TIMEOUT: ['host'],
  ERR_NETWORK_STATUS: ['host', 'status'],
  ERR_NETWORK_REFUSED: ['host', 'refusal'],
  ERR_WALLET_CONFIG_INVALID: ['field'],
};

export function factsInWords(code: string, facts: Readonly<Record<string, string | number>>): string[] {
  const names = (shownFacts as Record<string, readonly string[] | undefined>)[code] ?? [];
  return names.map((name) => String(facts[name] ?? '?'));
}

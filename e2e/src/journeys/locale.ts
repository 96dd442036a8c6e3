/** The wallet's own words, so that journeys find what a person would read, in the wallet's language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WalletBrowser } from '../world/wallet-browser.ts';

type Messages = Record<string, { message: string }>;

/** A pattern that matches the message whatever its placeholders hold. Throws for an unknown key. */
export function words(wallet: Pick<WalletBrowser, 'extensionDir' | 'language'>, key: string): RegExp {
  const path = join(wallet.extensionDir, '_locales', wallet.language, 'messages.json');
  const messages = JSON.parse(readFileSync(path, 'utf8')) as Messages;
  const message = messages[key]?.message;
  if (message === undefined) throw new Error(`the wallet has no words for ${key}`);
  const escaped = message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Placeholders: $1 to $9, or $NAME$; both were escaped above.
  return new RegExp(escaped.replaceAll(/\\\$\w+\\\$|\\\$\d/g, '.+'));
}

/** What operators may name things: names end up in certificates, and in what wallets show. */
import { PkiError } from './errors.ts';

/** `option` as the operator wrote it. Throws ERR_PKI_OPTION. */
export function assertName(option: string, text: string, maxLength = 60): void {
  // Control and format characters would let one name look like another.
  if (text.length > maxLength || !/^[^\p{Cc}\p{Cf}]+$/u.test(text) || text.trim() !== text)
    throw new PkiError(
      'ERR_PKI_OPTION',
      `${option} has 1 to ${maxLength} characters, none of them invisible`,
      {
        facts: { option },
      },
    );
}

/** Throws ERR_PKI_OPTION. */
export function assertPattern(option: string, text: string, pattern: RegExp, what: string): void {
  if (!pattern.test(text))
    throw new PkiError('ERR_PKI_OPTION', `${option} is ${what}`, { facts: { option } });
}

/** A bank's name as part of a file's: `Banque Étrangère` → `banque-etrangere`. Throws ERR_PKI_OPTION. */
export function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (plain === '')
    throw new PkiError('ERR_PKI_OPTION', `${name} has no letter that a file’s name could have`);
  return plain;
}

/** Seconds since 1970 as people read them: `2028-01-31`, or with the time when it is not midnight. UTC. */
export function dateText(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
}

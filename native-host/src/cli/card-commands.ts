/** `ecomm-host readers | card | certify | hello`: each action of the host, without a browser. */
import { randomBytes } from 'node:crypto';
import { type NativeEvent, nativeProtocolVersion, type ReaderState } from '@ecomm/messages';
import { toBase64url } from '../base64url.ts';
import { currencyOf, minorUnitsOf } from '../currencies.ts';
import type { Host } from '../host/host.ts';
import { maskPan, type Output, printResult, UsageError } from './output.ts';

export interface CertifyOptions {
  readonly amount: string;
  readonly currency: string;
  readonly merchant: string;
  readonly reader?: string;
  readonly lastTry?: boolean;
}

export async function helloCommand(host: Host, output: Output): Promise<void> {
  const answer = await host.run('hello', { protocolVersion: nativeProtocolVersion }, 1);
  const { hostVersion, protocolVersion, platform } = answer;
  printResult(output, [`eComm host ${hostVersion}, protocol ${protocolVersion}, ${platform}`], answer);
}

export async function readersCommand(host: Host, output: Output): Promise<void> {
  const answer = await host.run('listReaders', {}, 1);
  const lines = answer.readers.map(({ readerName, hasPinPad, card }) => {
    return `${readerName}: ${hasPinPad ? 'keypad' : 'no keypad'}, card ${card === 'inUse' ? 'in use' : card}`;
  });
  printResult(output, lines.length === 0 ? ['no reader'] : lines, answer);
}

export async function cardCommand(host: Host, output: Output, readerName: string | undefined): Promise<void> {
  const card = await host.run('readCard', { readerName: await chooseReader(host, readerName) }, 1);
  const pan = maskPan(card.pan);
  const lines = [
    `${card.holderName}, ${pan}`,
    `expires ${card.expiry.slice(4)}/${card.expiry.slice(0, 4)}, ${card.pinTriesLeft} PIN tries left`,
  ];
  printResult(output, lines, { ...card, pan });
}

/** A purchase of its own making: XID and order are random, so the certificate is good for trying out only. */
export async function certifyCommand(host: Host, output: Output, options: CertifyOptions): Promise<void> {
  const currency = currencyOf(options.currency);
  if (currency === undefined) {
    throw new UsageError(
      `${options.currency} is no currency that eComm knows`,
      'give its ISO 4217 letters, as EUR',
    );
  }
  const value = minorUnitsOf(options.amount, currency);
  if (value === undefined) {
    throw new UsageError(`${options.amount} is no amount in ${options.currency}`, 'write it as 1.25');
  }
  const readerName = await chooseReader(host, options.reader);
  const { pan } = await host.run('readCard', { readerName }, 1);
  const transaction = {
    kind: 'purchase' as const,
    amount: { currency: options.currency, value },
    dateSeconds: Math.floor(Date.now() / 1000),
    merchantId: options.merchant,
    xid: toBase64url(randomBytes(20)),
    hod: toBase64url(randomBytes(32)),
  };
  const lastTryAccepted = options.lastTry === true;
  const certificate = await host.run('certify', { readerName, pan, lastTryAccepted, transaction }, 2);
  const lines = [`certified by the card, CAM ${certificate.cryptogram}`];
  printResult(output, lines, { ...certificate, transaction });
}

/** What the shopper must know while the reader waits; progress, so not part of the result. */
export function showProgress(output: Output, event: NativeEvent): void {
  if (event.event !== 'pinEntry') return;
  if (event.state === 'waiting') output.writeError('Key your PIN on the reader.\n');
  if (event.state === 'accepted') output.writeError('PIN accepted.\n');
}

/** The named reader, or the one that has a card, or the only one. */
async function chooseReader(host: Host, readerName: string | undefined): Promise<string> {
  if (readerName !== undefined) return readerName;
  const { readers } = await host.run('listReaders', {}, 1);
  const withCard = readers.filter(({ card }) => card !== 'absent');
  const [only, ...others] = withCard.length > 0 ? withCard : readers;
  if (only === undefined)
    throw new UsageError('no reader is connected', 'plug a reader in; is pcscd running?');
  if (others.length > 0)
    throw new UsageError('there is more than one reader', `name one with --reader: ${names(readers)}`);
  return only.readerName;
}

function names(readers: readonly ReaderState[]): string {
  return readers.map(({ readerName }) => `"${readerName}"`).join(', ');
}

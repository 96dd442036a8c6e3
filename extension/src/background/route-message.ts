/**
 * Who may say what. The browser names the sender; a message that does not fit it is refused.
 *
 * Content scripts report offers and nothing else; actions come from the extension's own pages. Other extensions and
 * web pages can't reach this at all: nothing listens for messages from outside.
 */
import type { PageMessage, WalletActions } from '@ecomm/messages';
import { maxAnswerLength, maxFormFields } from '@ecomm/protocol';
import * as v from 'valibot';
import { WalletError } from '../shared/errors.ts';
import type { FoundOffer } from './sheet/offer-desk.ts';

/** What the browser says of a sender. */
export interface Sender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly origin?: string | undefined;
  readonly frameId?: number | undefined;
  readonly documentId?: string | undefined;
  readonly tab?: { readonly id?: number | undefined; readonly active: boolean } | undefined;
}

/** The extension as the browser names it. */
export interface Ourselves {
  readonly id: string;
  /** Ends with a slash. */
  readonly baseUrl: string;
}

export type Routed =
  | { readonly from: 'page'; readonly message: PageMessage }
  | { readonly from: 'content'; readonly found: FoundOffer }
  | { readonly from: 'content'; readonly goneFrom: number };

const purchaseId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{27}$/));
const onPurchase = v.strictObject({ purchaseId });
const nothing = v.strictObject({});

const inputs = {
  pay: onPurchase,
  cancelPurchase: onPurchase,
  topUpAhead: v.strictObject({}),
  retryPurchase: v.strictObject({ purchaseId, lastTryAccepted: v.boolean() }),
  openAgain: onPurchase,
  buyAnew: onPurchase,
  openSheet: onPurchase,
  openPage: v.strictObject({ page: v.picklist(['journal', 'onboarding', 'verify']) }),
  openReceipt: onPurchase,
  startEnrolment: v.strictObject({ lastTryAccepted: v.boolean() }),
  cancelEnrolment: nothing,
  askForForm: v.strictObject({
    pan: v.pipe(v.string(), v.regex(/^[0-9]{12,19}$/)),
    expiry: v.pipe(v.string(), v.regex(/^20[0-9]{2}(0[1-9]|1[0-2])$/)),
  }),
  sendForm: v.strictObject({
    answers: v.pipe(
      v.array(
        v.strictObject({
          name: v.pipe(v.string(), v.maxLength(40)),
          value: v.pipe(v.string(), v.maxLength(maxAnswerLength)),
        }),
      ),
      v.maxLength(maxFormFields),
    ),
  }),
  cancelForm: nothing,
  inquireEnrolment: nothing,
  reconnectHost: nothing,
} satisfies { [A in keyof WalletActions]: v.GenericSchema<unknown, WalletActions[A]> };

const actionSchema = v.strictObject({
  action: v.picklist(Object.keys(inputs) as (keyof WalletActions)[]),
  input: v.unknown(),
});

const contentSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('offerFound'),
    offerUrl: v.pipe(v.string(), v.maxLength(2048), v.url()),
    trigger: v.picklist(['unpaid', 'linked', 'asked', 'clicked']),
  }),
  v.strictObject({
    kind: v.literal('orderFound'),
    initiationUrl: v.pipe(v.string(), v.maxLength(2048), v.url()),
    trigger: v.picklist(['unpaid', 'linked', 'asked', 'clicked']),
  }),
  v.strictObject({ kind: v.literal('offerGone') }),
]);

/** Throws ERR_WALLET_SENDER for a sender or a message that has no business here. */
export function routeMessage(message: unknown, sender: Sender, ourselves: Ourselves): Routed {
  if (sender.id !== ourselves.id || sender.url === undefined) throw refused('sender');
  return sender.url.startsWith(ourselves.baseUrl)
    ? { from: 'page', message: readAction(message) }
    : readReport(message, sender, sender.url);
}

/** Whether a port is of one of our own pages. */
export function isOwnPage({ id, url }: Sender, ourselves: Ourselves): boolean {
  return id === ourselves.id && url?.startsWith(`${ourselves.baseUrl}pages/`) === true;
}

function readAction(message: unknown): PageMessage {
  const named = v.safeParse(actionSchema, message);
  if (!named.success) throw refused('action');
  const { action, input } = named.output;
  const read = v.safeParse(inputs[action], input);
  if (!read.success) throw refused('input');
  return { action, input: read.output } as PageMessage;
}

function readReport(message: unknown, sender: Sender, url: string): Routed {
  const tabId = sender.tab?.id;
  if (sender.tab === undefined || tabId === undefined || sender.frameId !== 0) throw refused('frame');
  const { origin } = new URL(url);
  // A sandboxed document has the opaque origin "null".
  if (origin === 'null' || (sender.origin !== undefined && sender.origin !== origin)) throw refused('origin');
  const read = v.safeParse(contentSchema, message);
  if (!read.success) throw refused('report');
  if (read.output.kind === 'offerGone') return { from: 'content', goneFrom: tabId };
  const report = read.output;
  const what =
    report.kind === 'orderFound'
      ? ({ offerUrl: report.initiationUrl, isOrder: true } as const)
      : { offerUrl: report.offerUrl };
  return {
    from: 'content',
    found: {
      ...what,
      trigger: report.trigger,
      origin,
      tabId,
      isTabActive: sender.tab.active,
      documentId: sender.documentId,
    },
  };
}

function refused(what: string): WalletError {
  return new WalletError('ERR_WALLET_SENDER', { what });
}

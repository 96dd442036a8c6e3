/**
 * The content script's start file: notices offers on a page, tells the background, and leaves nothing in the page.
 *
 * It knows no protocol: what an offer says is for the background to fetch and verify.
 */
import type { ContentMessage, TabMessage } from '@ecomm/messages';
import { watchClicks } from './watch-clicks.ts';
import { watchOffers } from './watch-offers.ts';

/** What both browsers have alike; the polyfill would outweigh the rest of this script. */
interface Api {
  readonly runtime: {
    /** Gone when the extension was updated under an old document. */
    readonly id?: string;
    sendMessage(message: ContentMessage): Promise<unknown>;
    readonly onMessage: {
      addListener(
        listener: (message: TabMessage, sender: unknown, reply: (answer: boolean) => void) => void,
      ): void;
    };
  };
}

const apis = globalThis as unknown as { readonly browser?: Api; readonly chrome: Api };
const { runtime } = apis.browser ?? apis.chrome;

const reported = new Set<string>();

function report(message: ContentMessage): void {
  if (message.kind === 'offerFound') reported.add(message.offerUrl);
  if (message.kind === 'orderFound') reported.add(message.initiationUrl);
  if (runtime.id !== undefined) void runtime.sendMessage(message).catch(() => undefined);
}

function start(): void {
  watchClicks(window, report);
  const offers = watchOffers({ window, fetch: (...request) => fetch(...request), report });
  runtime.onMessage.addListener((message: TabMessage, _sender, reply) => {
    if (message.kind === 'announce') offers.announce();
    if (message.kind === 'deliver') reply(deliver(message, offers.isUnpaid()));
  });
}

/** Only the document that reported the offer or order goes to what came of it, and only within its own origin. */
function deliver(
  { offerUrl, deliverUrl }: Extract<TabMessage, { kind: 'deliver' }>,
  isUnpaid: boolean,
): boolean {
  if (!reported.has(offerUrl) || new URL(deliverUrl).origin !== location.origin) return false;
  // The page that asked for payment is not worth going back to.
  if (isUnpaid) location.replace(deliverUrl);
  else location.assign(deliverUrl);
  return true;
}

/** A page that is fetched ahead has not been visited yet. */
const { prerendering } = document as { prerendering?: boolean };
if (prerendering === true) document.addEventListener('prerenderingchange', start, { once: true });
else start();

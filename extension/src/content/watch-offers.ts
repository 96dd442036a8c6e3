/**
 * Notices the offer of a page: a link in its markup, also one that is added later, or the headers of a document
 * that answered 402. It changes nothing in the page and fetches nothing but those headers.
 */
import type { ContentMessage, OfferTrigger } from '@ecomm/messages';
import { findOfferInHeaders } from './find-offer-in-headers.ts';
import { isInitiation, sameOriginUrl } from './watch-clicks.ts';

export interface PageUnderWatch {
  readonly window: Window;
  readonly fetch: typeof fetch;
  readonly report: (message: ContentMessage) => void;
}

export interface OfferWatch {
  /** Reports the offer again, for the popup. */
  announce(): void;
  /** The document itself asked for payment. */
  isUnpaid(): boolean;
}

const selector = 'link[rel~="mpoffer" i][href], link[rel~="payment-initiation" i][href]';

interface Found {
  readonly url: string;
  /** A payment initiation, not an offer. */
  readonly isOrder: boolean;
}

export function watchOffers({ window, fetch, report }: PageUnderWatch): OfferWatch {
  const { document } = window;
  const isUnpaid = responseStatus(window) === 402;
  let inHeaders: Found | undefined;
  let known: Found | undefined;
  let wasAsked = false;

  const look = () => {
    const found = offerInMarkup(document) ?? inHeaders;
    if (found?.url === known?.url && found?.isOrder === known?.isOrder) return;
    known = found;
    if (found === undefined) return report({ kind: 'offerGone' });
    // The sheet is asked for once; what comes later on the same page is a badge's matter.
    const trigger: OfferTrigger = isUnpaid && !wasAsked ? 'unpaid' : 'linked';
    wasAsked = true;
    report(reportOf(found, trigger));
  };

  const lookAtHeaders = async () => {
    if (!isUnpaid || known !== undefined) return;
    const found = findOfferInHeaders(await headersOf(window, fetch));
    const url = found === undefined ? undefined : sameOriginUrl(found, document);
    inHeaders = url === undefined ? undefined : { url, isOrder: false };
    look();
  };

  const start = () => {
    look();
    const Observer = (window as unknown as typeof globalThis).MutationObserver;
    new Observer(look).observe(document, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['rel', 'href', 'type'],
    });
    void lookAtHeaders().catch(() => undefined);
  };

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true });
  else start();
  // A page that comes back from the back/forward cache has lost its badge.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && known !== undefined) report(reportOf(known, 'linked'));
  });

  return {
    announce() {
      if (known !== undefined) report(reportOf(known, 'asked'));
    },
    isUnpaid: () => isUnpaid,
  };
}

function reportOf({ url, isOrder }: Found, trigger: OfferTrigger): ContentMessage {
  return isOrder
    ? { kind: 'orderFound', initiationUrl: url, trigger }
    : { kind: 'offerFound', offerUrl: url, trigger };
}

function offerInMarkup(document: Document): Found | undefined {
  for (const link of document.querySelectorAll<HTMLLinkElement>(selector)) {
    const isOrder = !link.matches('[rel~="mpoffer" i]');
    if (isOrder && !isInitiation(link.getAttribute('type'))) continue;
    const url = sameOriginUrl(link.getAttribute('href') ?? '', document);
    if (url !== undefined) return { url, isOrder };
  }
  return undefined;
}

function responseStatus(window: Window): number | undefined {
  const [navigation] = window.performance.getEntriesByType('navigation');
  return (navigation as PerformanceNavigationTiming | undefined)?.responseStatus;
}

/** The document's own headers, asked for once more: scripts can't read those of a navigation. */
async function headersOf(window: Window, fetch: PageUnderWatch['fetch']): Promise<Headers> {
  const url = window.location.href;
  const common: RequestInit = { cache: 'no-store', credentials: 'same-origin', redirect: 'error' };
  const head = await fetch(url, { ...common, method: 'HEAD' });
  if (head.status === 402) return head.headers;
  const whole = await fetch(url, { ...common, method: 'GET' });
  void whole.body?.cancel();
  return whole.status === 402 ? whole.headers : new Headers();
}

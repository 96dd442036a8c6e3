/**
 * Priced hyperlinks, `<a data-mpoffer="…">`, and links to a payment initiation, `<a type="application/
 * set-payment-initiation" href="…">`: a click of the shopper's own hand opens the sheet instead of the link.
 */
import type { ContentMessage } from '@ecomm/messages';

export function watchClicks(window: Window, report: (message: ContentMessage) => void): void {
  // At the window and in the capture phase, before any listener of the page.
  window.addEventListener('click', (event) => onClick(event, window.document, report), { capture: true });
}

/** A script's click is not trusted; a click with a modifier or another button opens the link as anywhere else. */
export function onClick(
  event: MouseEvent,
  document: Document,
  report: (message: ContentMessage) => void,
): void {
  const { isTrusted, button, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!isTrusted || button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
  const found = payingLink(event.composedPath(), document);
  if (found === undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  report(found);
}

function payingLink(path: readonly EventTarget[], document: Document): ContentMessage | undefined {
  for (const target of path) {
    const element = target as Partial<HTMLAnchorElement>;
    if (element.localName !== 'a') continue;
    const offer = element.dataset?.mpoffer ?? '';
    if (offer !== '') {
      const offerUrl = sameOriginUrl(offer, document);
      return offerUrl === undefined ? undefined : { kind: 'offerFound', offerUrl, trigger: 'clicked' };
    }
    if (isInitiation(element.getAttribute?.('type'))) {
      const initiationUrl = sameOriginUrl(element.getAttribute?.('href') ?? '', document);
      return initiationUrl === undefined
        ? undefined
        : { kind: 'orderFound', initiationUrl, trigger: 'clicked' };
    }
  }
  return undefined;
}

/** Whether a media type is that of SET's wake-up (External Interface Guide to SET, 1997). */
export function isInitiation(type: string | null | undefined): boolean {
  return type?.trim().toLowerCase() === 'application/set-payment-initiation';
}

/** Absolute, and of the page's own origin; undefined for any other. */
export function sameOriginUrl(text: string, document: Document): string | undefined {
  if (!URL.canParse(text, document.baseURI)) return undefined;
  const url = new URL(text, document.baseURI);
  url.hash = '';
  return url.origin === new URL(document.URL).origin ? url.href : undefined;
}

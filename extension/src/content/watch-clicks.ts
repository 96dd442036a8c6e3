/** Priced hyperlinks, `<a data-mpoffer="…">`: a click of the shopper's own hand opens the sheet instead of the link. */
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
  const offerUrl = pricedLink(event.composedPath(), document);
  if (offerUrl === undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  report({ kind: 'offerFound', offerUrl, trigger: 'clicked' });
}

function pricedLink(path: readonly EventTarget[], document: Document): string | undefined {
  for (const target of path) {
    const element = target as Partial<HTMLAnchorElement>;
    const offer = element.localName === 'a' ? element.dataset?.mpoffer : undefined;
    if (offer !== undefined && offer !== '') return sameOriginUrl(offer, document);
  }
  return undefined;
}

/** Absolute, and of the page's own origin; undefined for any other. */
export function sameOriginUrl(text: string, document: Document): string | undefined {
  if (!URL.canParse(text, document.baseURI)) return undefined;
  const url = new URL(text, document.baseURI);
  url.hash = '';
  return url.origin === new URL(document.URL).origin ? url.href : undefined;
}

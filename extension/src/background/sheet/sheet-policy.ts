/**
 * When a page may make the pay sheet open. The sheet can't pay by itself, but one that keeps popping up trains
 * people to click it away, so a page gets it once per visit, never from behind, never in a loop.
 */

export interface SheetRequest {
  readonly trigger: 'unpaid' | 'clicked';
  readonly offerUrl: string;
  readonly origin: string;
  readonly tabId: number;
  readonly isTabActive: boolean;
  /** Names one load of a document, where the browser tells. */
  readonly documentId: string | undefined;
}

/** The sheet that is open, if any. */
export interface OpenSheet {
  readonly tabId: number | undefined;
  readonly offerUrl: string;
  /** Nothing is promised in it, or all is over: another one may take its place. */
  readonly isReplaceable: boolean;
}

export type SheetDecision = 'open' | 'replace' | 'focus' | 'badge';

/** A page that reloads itself does not get the sheet of the same offer back at once. */
export const quietSeconds = 5;
/** So many sheets of one origin closed unpaid within a minute are enough. */
export const maxDismissals = 3;
const dismissalSeconds = 60;
const maxRemembered = 200;

interface Dismissal {
  readonly offerUrl: string;
  readonly origin: string;
  readonly at: number;
}

export class SheetPolicy {
  #dismissals: Dismissal[] = [];
  readonly #documents = new Set<string>();

  decide(request: SheetRequest, open: OpenSheet | undefined, now: number): SheetDecision {
    if (request.trigger === 'unpaid') {
      if (!request.isTabActive || this.#isRepeated(request) || this.#isQuiet(request, now)) return 'badge';
      if (open === undefined) return 'open';
      return open.isReplaceable && (open.tabId === request.tabId || open.tabId === undefined)
        ? 'replace'
        : 'badge';
    }
    if (open === undefined) return 'open';
    if (open.offerUrl === request.offerUrl && !open.isReplaceable) return 'focus';
    return open.isReplaceable ? 'replace' : 'focus';
  }

  /** A sheet was closed without a payment. */
  dismissed(offerUrl: string, origin: string, now: number): void {
    this.#dismissals = this.#dismissals.filter(({ at }) => now - at < dismissalSeconds);
    this.#dismissals.push({ offerUrl, origin, at: now });
  }

  #isRepeated({ documentId, offerUrl }: SheetRequest): boolean {
    if (documentId === undefined) return false;
    const key = `${documentId} ${offerUrl}`;
    if (this.#documents.has(key)) return true;
    if (this.#documents.size >= maxRemembered) this.#documents.clear();
    this.#documents.add(key);
    return false;
  }

  #isQuiet({ offerUrl, origin }: SheetRequest, now: number): boolean {
    const recent = this.#dismissals.filter(({ at }) => now - at < dismissalSeconds);
    return (
      recent.some((dismissal) => dismissal.offerUrl === offerUrl && now - dismissal.at < quietSeconds) ||
      recent.filter((dismissal) => dismissal.origin === origin).length >= maxDismissals
    );
  }
}

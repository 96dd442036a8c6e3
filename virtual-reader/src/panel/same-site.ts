/**
 * Who may talk to the panel: its own page, and programs of this machine. Never a page of another site.
 *
 * A name that an attacker's DNS points to 127.0.0.1 shows in Host (DNS rebinding); another site's script shows in
 * Origin and Sec-Fetch-Site; a form, which has no JSON, in Content-Type (CSRF).
 */

export interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly contentType: string | undefined;
}

/** The header that betrays a request of another site, or undefined. */
export function foreignSiteSign(request: RequestFacts, port: number): string | undefined {
  const host = request.host?.toLowerCase();
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'Host';
  if (request.origin !== undefined && request.origin !== `http://${host}`) return 'Origin';
  // A link of any site may open the page itself: that site cannot read it, nor press its keys.
  const opensPage = request.method === 'GET' && request.path === '/';
  const ownSite = request.fetchSite === undefined || ['same-origin', 'none'].includes(request.fetchSite);
  if (!opensPage && !ownSite) return 'Sec-Fetch-Site';
  const json = /^application\/json\s*(?:;|$)/i.test(request.contentType ?? '');
  if (request.method !== 'GET' && request.method !== 'HEAD' && !json) return 'Content-Type';
  return undefined;
}

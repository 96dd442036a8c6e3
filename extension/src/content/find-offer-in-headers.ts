/**
 * The offer that response headers name: `Link: <…>; rel="mpoffer"` (RFC 8288), or `WWW-Authenticate: Payment
 * method="mset", request="<base64url JSON {offerUrl}>"` (the HTTP "Payment" scheme draft).
 */

/** The URL as written, perhaps relative to the document. */
export function findOfferInHeaders(headers: Pick<Headers, 'get'>): string | undefined {
  return offerInLink(headers.get('link') ?? '') ?? offerInChallenge(headers.get('www-authenticate') ?? '');
}

const maxHeaderLength = 16_384;

function offerInLink(header: string): string | undefined {
  if (header.length > maxHeaderLength) return undefined;
  for (const [, target, parameters = ''] of header.matchAll(
    /<([^<>]*)>((?:\s*;\s*[^;,="]+(?:=(?:"[^"]*"|[^;,"]*))?)*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('mpoffer')) return target;
  }
  return undefined;
}

function offerInChallenge(header: string): string | undefined {
  if (header.length > maxHeaderLength) return undefined;
  for (const challenge of header.split(/(?:^|,\s*)(?=[A-Za-z]+\s+[A-Za-z-]+=)/)) {
    if (!/^payment\s/i.test(challenge)) continue;
    const parameters = new Map(
      [...challenge.matchAll(/([A-Za-z-]+)\s*=\s*"([^"]*)"/g)].map(([, name = '', value = '']) => [
        name.toLowerCase(),
        value,
      ]),
    );
    if (parameters.get('method') === 'mset') return offerInRequest(parameters.get('request') ?? '');
  }
  return undefined;
}

function offerInRequest(encoded: string): string | undefined {
  try {
    const { offerUrl } = JSON.parse(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof offerUrl === 'string' ? offerUrl : undefined;
  } catch {
    return undefined;
  }
}

/** The headers of signed messages in the database: each is written once, and remembered by who writes many. */
import { all, put, type Steps, unreachable } from './engine.ts';
import { digestOf, headersIn, packText, type SignedHeader, unpackText } from './signed-text.ts';

/** 3 kB each; who pays often sends the same ones. */
const maxRemembered = 5000;
/** A header begins with its certificate's thumb: what is after it need not be gone through to find it again. */
const startLength = 128;

/** What one process knows to be in the database. */
export class SignedHeaders {
  readonly #known = new Map<string, SignedHeader>();

  /** `missing` has to be added in the transaction that adds the text. */
  pack(text: string): { readonly packed: string; readonly missing: readonly SignedHeader[] } {
    const missing: SignedHeader[] = [];
    const packed = packText(text, (header) => {
      const known = this.#find(header);
      if (known !== undefined) return known.digest;
      const digest = digestOf(header);
      missing.push({ digest, header });
      return digest;
    });
    return { packed, missing };
  }

  /** After the transaction has ended well. */
  remember(headers: readonly SignedHeader[]): void {
    if (this.#known.size + headers.length > maxRemembered) this.#known.clear();
    for (const { header, digest } of headers) {
      // A copy: a part of a message would keep the whole of it in memory.
      const copy = Buffer.from(header).toString();
      this.#known.set(copy.slice(0, startLength), { digest, header: copy });
    }
  }

  #find(header: string): SignedHeader | undefined {
    const found = this.#known.get(header.slice(0, startLength));
    return found?.header === header ? found : undefined;
  }
}

/** In the order of their names, so that two transactions wait for each other at most one way. */
export function* addHeaders(headers: readonly SignedHeader[]): Steps<void> {
  for (const { digest, header } of headers.toSorted((a, b) => (a.digest < b.digest ? -1 : 1)))
    yield* put(
      'INSERT INTO signed_header (digest, header) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING',
      ...[digest, header],
    );
}

/** The message as it came. */
export function* unpacked(text: string): Steps<string> {
  const headers = new Map<string, string>();
  for (const digest of headersIn(text)) {
    const found = yield* all<SignedHeader>(
      'SELECT digest, header FROM signed_header WHERE digest = ?',
      digest,
    );
    for (const { header } of found) headers.set(digest, header);
  }
  return (
    unpackText(text, (digest) => headers.get(digest)) ?? unreachable('a header was kept with its message')
  );
}

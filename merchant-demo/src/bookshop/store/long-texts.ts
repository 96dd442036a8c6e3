/**
 * Takes the long texts out of a document before it is stored, and puts them back: a message of 20 kB that was journalled
 * once is not written again with each change of the order it belongs to.
 */
import { createHash } from 'node:crypto';

/** Shorter ones stay where they are. */
const leastLength = 512;
/** No text of a document begins with it: JSON messages, JWS, names and addresses have no control characters. */
const mark = '\u0001';

export interface TakenApart {
  /** JSON, with a digest in the place of each long text. */
  readonly document: string;
  /** By digest. */
  readonly texts: ReadonlyMap<string, string>;
}

export function takeApart(value: unknown): TakenApart {
  const texts = new Map<string, string>();
  const document = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'string' || (member.length < leastLength && !member.startsWith(mark)))
      return member;
    const digest = createHash('sha256').update(member).digest('base64url');
    texts.set(digest, member);
    return mark + digest;
  });
  return { document, texts };
}

/** Throws when a text is missing. */
export function putTogether(document: string, textOf: (digest: string) => string | undefined): unknown {
  return withTexts(JSON.parse(document), textOf);
}

/** In the value itself; JSON.parse would ask for each member, and take ten times as long. */
function withTexts(value: unknown, textOf: (digest: string) => string | undefined): unknown {
  if (typeof value === 'string' && value.startsWith(mark)) {
    const text = textOf(value.slice(mark.length));
    if (text === undefined) throw new Error('the order’s record is damaged: a text is missing');
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) members[name] = withTexts(members[name], textOf);
  return value;
}

/**
 * Who is an operator: whoever shows the token of the file `operator-token`, as `Authorization: Bearer …` (RFC 6750)
 * or once in the sign-in form, which gives a session. A session is lost when the program ends.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeBase64Url } from '@ecomm/protocol';
import type { Ports } from '../ports.ts';

const sessionSeconds = 12 * 3600;
const maxSessions = 1000;

export interface OperatorAccess {
  isToken(shown: string): boolean;
  /** Makes a session: 32 random bytes, base64url. */
  begin(): string;
  isSession(session: string): boolean;
  end(session: string): void;
}

export function operatorAccess(
  token: string,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
): OperatorAccess {
  const expected = digest(token);
  const sessions = new Map<string, number>();
  return {
    isToken: (shown) => timingSafeEqual(digest(shown), expected),
    begin: () => {
      const session = encodeBase64Url(random(32));
      sessions.set(session, clock() + sessionSeconds);
      const oldest = sessions.keys().next().value;
      if (sessions.size > maxSessions && oldest !== undefined) sessions.delete(oldest);
      return session;
    },
    isSession: (session) => (sessions.get(session) ?? 0) >= clock(),
    end: (session) => void sessions.delete(session),
  };
}

/** So that both sides have one length, whatever was shown. */
function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

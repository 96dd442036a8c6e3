/**
 * Who is an operator: a user with a password, who is given a session, or whoever shows the token of the file `operator-token`,
 * as `Authorization: Bearer …` (RFC 6750) or in the form under the name `operator`. That one is an admin, so that the first user
 * can be made and the last one replaced. A session is lost when the program ends, and ends for a user that is disabled. Whoever
 * signs in by a password that an admin was shown may do nothing before it is replaced.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeBase64Url } from '@ecomm/protocol';
import type { AuditNote } from '../ledger/audit-entry.ts';
import type { OperatorUser } from '../ledger/operator-users.ts';
import type { Clock, Ports } from '../ports.ts';
import { RateLimit } from '../rate-limit.ts';
import { isPassword, type PasswordCost } from './password.ts';
import type { OperatorRole } from './roles.ts';

export interface Operator {
  readonly name: string;
  readonly role: OperatorRole;
  /** Its password was shown to an admin: it sets another before anything else. */
  readonly mustSetPassword?: true;
}

/** Whoever has the token. */
export const tokenHolder: Operator = { name: 'operator', role: 'admin' };
export const operatorNamePattern = /^[a-z][a-z0-9._-]{1,31}$/;

const sessionSeconds = 12 * 3600;
export const oneTimeSeconds = 24 * 3600;
const maxSessions = 1000;
/**
 * One may fail so often at once, and then once more each half minute. A try is taken before it is looked at, so that many at
 * once count as many, and given back when it succeeds.
 */
const triesOfName = { perSecond: 1 / 30, burst: 5 };
const triesOfAddress = { perSecond: 1 / 30, burst: 20 };
/** Of who signs in from where it signed in before: who guesses elsewhere can't keep it out. The oldest are forgotten. */
const maxFamiliar = 1000;
export const tooOftenInWords = 'Too many tries. Wait half a minute and try again.';

export interface SignIn {
  readonly name: string;
  readonly secret: string;
  /** Of who asks; empty when it is not known. */
  readonly address: string;
}

export interface OperatorAccess {
  isToken(shown: string): boolean;
  /** As in signing in, tries included; gives the hash that the secret was found to be of. */
  check(attempt: SignIn): Promise<{ readonly password: string } | 'wrong' | 'tooOften'>;
  /** Gives a session: 32 random bytes, base64url. */
  signIn(attempt: SignIn): Promise<{ readonly session: string } | 'wrong' | 'tooOften'>;
  operatorOf(session: string): Promise<Operator | undefined>;
  end(session: string): Promise<void>;
}

export interface OperatorAccessParts extends Pick<Ports, 'clock' | 'random'> {
  readonly token: string;
  /** For names that nobody has. */
  readonly passwordCost?: PasswordCost | undefined;
  readonly findOperator: (name: string) => Promise<OperatorUser | undefined>;
  readonly addAudit: (note: AuditNote, at: number) => Promise<void>;
}

interface Session extends Operator {
  readonly expiresAt: number;
  /** Of the user when it signed in: whose password is replaced signs in again. */
  readonly password: string | undefined;
}

export function operatorAccess(parts: OperatorAccessParts): OperatorAccess {
  const { token, clock, random, findOperator, addAudit, passwordCost } = parts;
  const expected = digest(token);
  const sessions = new Map<string, Session>();
  const tries = new Tries(clock);
  const isToken = (shown: string) => timingSafeEqual(digest(shown), expected);
  const note = (
    { name, role }: { name: string; role: string },
    action: string,
    subject: string,
    outcome: string,
  ) => addAudit({ operator: name, role, action, subject, outcome }, clock());
  const check = async ({ name, secret }: SignIn): Promise<Omit<Session, 'expiresAt'> | undefined> => {
    if (name === tokenHolder.name)
      // Out of a file, where it may end with a line's end; a password is as it was typed.
      return isToken(secret.trim()) ? { ...tokenHolder, password: undefined } : undefined;
    const user = operatorNamePattern.test(name) ? await findOperator(name) : undefined;
    const isRight = await isPassword(secret, user?.password, passwordCost);
    return isRight && user?.status === 'active' && !isRunOut(user, clock())
      ? { name, role: user.role, password: user.password }
      : undefined;
  };
  const tried = async (attempt: SignIn) => {
    const taken = tries.take(attempt);
    if (taken === undefined) return 'tooOften';
    const found = await check(attempt);
    if (found === undefined) return 'wrong';
    taken.succeeded();
    return found;
  };
  const begin = (session: string, content: Session) => {
    sessions.set(session, content);
    const oldest = sessions.keys().next().value;
    if (sessions.size > maxSessions && oldest !== undefined) sessions.delete(oldest);
  };
  return {
    isToken,
    check: async (attempt) => {
      const found = await tried(attempt);
      if (found === 'tooOften') return found;
      return found === 'wrong' || found.password === undefined ? 'wrong' : { password: found.password };
    },
    signIn: async (attempt) => {
      const { name, address } = attempt;
      const found = await tried(attempt);
      if (found === 'tooOften') return found;
      if (found === 'wrong') {
        // A name that nobody has may be a password in the wrong field.
        const isKnown = name === tokenHolder.name || (await isUser(name, findOperator));
        await note({ name: isKnown ? name : 'nobody', role: 'none' }, 'signIn', address, 'refused');
        return 'wrong';
      }
      await note(found, 'signIn', address, 'done');
      const session = encodeBase64Url(random(32));
      begin(session, { ...found, expiresAt: clock() + sessionSeconds });
      return { session };
    },
    operatorOf: async (session) => {
      const known = sessions.get(session);
      if (known === undefined || known.expiresAt < clock()) return undefined;
      const { name, password } = known;
      if (password === undefined) return tokenHolder;
      const user = await findOperator(name);
      if (user?.status !== 'active' || user.password !== password) return undefined;
      return { name, role: user.role, ...(user.isOneTime && { mustSetPassword: true }) };
    },
    end: async (session) => {
      const known = sessions.get(session);
      if (known === undefined) return;
      sessions.delete(session);
      await note(known, 'signOut', '', 'done');
    },
  };
}

class Tries {
  readonly #addresses: RateLimit;
  readonly #names: RateLimit;
  readonly #namesAtHome: RateLimit;
  /** Name and address of who signed in, the oldest first. */
  readonly #familiar = new Set<string>();

  constructor(clock: Clock) {
    this.#addresses = new RateLimit(clock, triesOfAddress);
    this.#names = new RateLimit(clock, triesOfName);
    this.#namesAtHome = new RateLimit(clock, triesOfName);
  }

  /** Undefined when it comes too often. */
  take({ name, address }: SignIn): { succeeded(): void } | undefined {
    if (!this.#addresses.take(address)) return undefined;
    const home = `${name} ${address}`;
    const isAtHome = address !== '' && this.#familiar.has(home);
    const [limit, key] = isAtHome ? [this.#namesAtHome, home] : [this.#names, name.slice(0, 64)];
    if (!limit.take(key)) return undefined;
    return {
      succeeded: () => {
        limit.giveBack(key);
        this.#addresses.giveBack(address);
        this.#remember(home);
      },
    };
  }

  #remember(home: string): void {
    this.#familiar.delete(home);
    this.#familiar.add(home);
    const oldest = this.#familiar.values().next().value;
    if (this.#familiar.size > maxFamiliar && oldest !== undefined) this.#familiar.delete(oldest);
  }
}

/** Of a password that an admin was shown. */
export function isRunOut(
  { isOneTime, setAt }: Pick<OperatorUser, 'isOneTime' | 'setAt'>,
  at: number,
): boolean {
  return isOneTime && at - setAt > oneTimeSeconds;
}

async function isUser(name: string, findOperator: OperatorAccessParts['findOperator']): Promise<boolean> {
  return operatorNamePattern.test(name) && (await findOperator(name)) !== undefined;
}

/** So that both sides have one length, whatever was shown. */
function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

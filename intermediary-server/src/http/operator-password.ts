/** GET and POST /operator/password: an operator sets a password of its own, and is signed in by it. */
import { type Context, Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { ownPasswordPage } from '../operator/own-password-page.ts';
import { hashPassword } from '../operator/password.ts';
import { type OperatorAccess, tokenHolder, tooOftenInWords } from '../operator/sign-in.ts';
import { addressOf } from './address.ts';
import { noteOf } from './audit-note.ts';
import { limitBody } from './body-size.ts';
import { frameOf } from './operator-frame.ts';
import { giveSession, operatorOf, ownPasswordPath } from './operator-guard.ts';

export function operatorPassword(intermediary: Intermediary, access: OperatorAccess): Hono {
  const { store, clock, random, passwordCost, policy, id: intermediaryId } = intermediary;
  const route = new Hono();
  const page = (context: Context, failure?: string, status: 200 | 400 | 429 = 200) => {
    const { mustSetPassword = false } = operatorOf(context);
    context.header('cache-control', 'no-store');
    return context.html(
      ownPasswordPage(frameOf(context, intermediaryId), mustSetPassword, failure).text,
      status,
    );
  };
  route.get(ownPasswordPath, (context) => {
    assertUser(context);
    return page(context);
  });
  route.post(ownPasswordPath, limitBody, async (context) => {
    assertUser(context);
    const { name } = operatorOf(context);
    const fields = new URLSearchParams(await context.req.text());
    const [current, wanted, again] = ['current', 'new', 'again'].map((field) => fields.get(field) ?? '') as [
      string,
      string,
      string,
    ];
    if (wanted !== again) return page(context, 'The new password is not the same both times.', 400);
    if (wanted === current) return page(context, 'The new password is the old one.', 400);
    const address = addressOf(context, policy.addressHeader);
    const checked = await access.check({ name, secret: current, address });
    if (checked === 'tooOften') return page(context, tooOftenInWords, 429);
    if (checked === 'wrong') return page(context, 'The password that you have now is another.', 400);
    const password = await hashed(wanted);
    if (password === undefined) return page(context, 'A password has 12 to 200 characters.', 400);
    const change = { password, isOneTime: false, replaced: checked.password };
    const status = await store.changeOperator(
      name,
      change,
      noteOf(context, 'operator.ownPassword', name),
      clock(),
    );
    if (status !== 'set') return page(context, 'It was replaced meanwhile: sign in anew.', 400);
    const signedIn = await access.signIn({ name, secret: wanted, address });
    if (typeof signedIn !== 'string') giveSession(context, signedIn.session);
    return context.redirect('/operator', 303);
  });
  return route;

  async function hashed(password: string): Promise<string | undefined> {
    try {
      return await hashPassword(password, random, passwordCost);
    } catch (error) {
      if (error instanceof IntermediaryError) return undefined;
      throw error;
    }
  }
}

/** The token's holder has no password: the token is a file's. */
function assertUser(context: Context): void {
  if (operatorOf(context).name === tokenHolder.name)
    throw new IntermediaryError(
      'ERR_INTERMEDIARY_REQUEST',
      'whoever signs in by the token of the file operator-token has no password to set',
    );
}

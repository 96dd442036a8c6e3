/**
 * Who may sign in: GET /operator/users (the page), POST /operator/users (adds one), POST /operator/users/:name/status, …/role and
 * …/password. A password that is made here is in the answer and nowhere else; it lets in once, to set another.
 */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { OperatorChange } from '../ledger/operator-users.ts';
import { hashPassword } from '../operator/password.ts';
import { roles } from '../operator/roles.ts';
import { oneTimeSeconds } from '../operator/sign-in.ts';
import { assertOperatorName, assertSet, newOneTimePassword } from '../operator/users.ts';
import { usersPage } from '../operator/users-page.ts';
import { noteOf } from './audit-note.ts';
import { limitBody } from './body-size.ts';
import { frameOf } from './operator-frame.ts';
import { operatorOf } from './operator-guard.ts';
import { readJson, reasonField } from './read-json.ts';

const role = v.picklist(roles);
const addSchema = v.strictObject({ name: v.string(), role });
const statusSchema = v.strictObject({ status: v.picklist(['active', 'disabled']), reason: reasonField });
const roleSchema = v.strictObject({ role, reason: reasonField });
const passwordSchema = v.strictObject({ reason: reasonField });

export function operatorUserRoutes(intermediary: Intermediary): Hono {
  const { store, clock, random, log, passwordCost, id: intermediaryId } = intermediary;
  const route = new Hono();
  route.use('/operator/users', limitBody);
  route.use('/operator/users/*', limitBody);
  const change = async (context: Context, action: string, what: OperatorChange, why: string) => {
    const name = context.req.param('name') ?? '';
    assertSet(await store.changeOperator(name, what, noteOf(context, action, name, why), clock()));
    log.info({ name, action, by: operatorOf(context).name }, 'operator changed');
    return name;
  };
  const oneTime = async () => {
    const password = newOneTimePassword(random);
    const hash = await hashPassword(password, random, passwordCost);
    return { password, hash, until: clock() + oneTimeSeconds };
  };
  route.get('/operator/users', async (context) => {
    context.header('cache-control', 'no-store');
    const parts = { users: await store.readOperators(), at: clock() };
    return context.html(usersPage(frameOf(context, intermediaryId), parts).text);
  });
  route.post('/operator/users', async (context) => {
    const { name, role: given } = readJson(addSchema, await context.req.text());
    assertName(name);
    const { password, hash, until } = await oneTime();
    const note = noteOf(context, 'operator.add', `${name} ${given}`);
    const user = { name, role: given, password: hash, isOneTime: true };
    if ((await store.addOperator(user, note, clock())) === 'taken')
      throw new IntermediaryError('ERR_OPERATOR_NAME_TAKEN', 'there is or was an operator of this name');
    context.header('cache-control', 'no-store');
    return context.json({ name, password, until });
  });
  route.post('/operator/users/:name/status', async (context) => {
    const { status, reason: why } = readJson(statusSchema, await context.req.text());
    const action = status === 'disabled' ? 'operator.disable' : 'operator.enable';
    return context.json({ name: await change(context, action, { status }, why), status });
  });
  route.post('/operator/users/:name/role', async (context) => {
    const { role: given, reason: why } = readJson(roleSchema, await context.req.text());
    const name = await change(context, 'operator.role', { role: given }, `${given}: ${why}`);
    return context.json({ name, role: given });
  });
  route.post('/operator/users/:name/password', async (context) => {
    const { reason: why } = readJson(passwordSchema, await context.req.text());
    if (context.req.param('name') === operatorOf(context).name)
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_REQUEST',
        'you set your own password at /operator/password',
      );
    const { password, hash, until } = await oneTime();
    const name = await change(context, 'operator.password', { password: hash, isOneTime: true }, why);
    context.header('cache-control', 'no-store');
    return context.json({ name, password, until });
  });
  return route;
}

/** The same rule as on the command line, told as a request's fault. */
function assertName(name: string): void {
  try {
    assertOperatorName(name);
  } catch (cause) {
    throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', (cause as Error).message, { cause });
  }
}

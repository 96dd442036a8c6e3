/**
 * Checks a request from the wallet: an action we know, and exactly the members of its input
 * (packages/messages/src/native-host.ts).
 */
import type { NativeAction, NativeInput, NativeRequest } from '@ecomm/messages';
import * as v from 'valibot';
import { fromBase64url } from '../base64url.ts';
import { currencyOf } from '../currencies.ts';
import { HostError } from '../errors.ts';

const readerName = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const nothing = v.strictObject({});
const amountMaximum = 999_999_999_999;

const transaction = v.strictObject({
  kind: v.picklist(['purchase', 'enrolment']),
  amount: v.strictObject({
    currency: v.pipe(
      v.string(),
      v.check((code) => currencyOf(code) !== undefined),
    ),
    value: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(amountMaximum)),
  }),
  dateSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(253_402_300_799)),
  merchantId: v.pipe(v.string(), v.minLength(1), v.maxBytes(256)),
  xid: base64urlOf(20),
  hod: base64urlOf(32),
});

const inputs = {
  hello: v.strictObject({ protocolVersion: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  listReaders: nothing,
  readCard: v.strictObject({ readerName }),
  certify: v.strictObject({
    readerName,
    pan: v.pipe(v.string(), v.regex(/^\d{12,19}$/)),
    lastTryAccepted: v.boolean(),
    transaction,
  }),
  cancel: nothing,
} satisfies { [A in NativeAction]: v.GenericSchema<unknown, NativeInput<A>> };

const envelope = v.strictObject({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  action: v.string(),
  input: v.unknown(),
});

/** @throws HostError `ERR_HOST_MESSAGE_INVALID` naming the field, `ERR_HOST_ACTION_UNKNOWN` */
export function parseRequest(message: unknown): NativeRequest {
  const { id, action, input } = check(envelope, message);
  if (!isAction(action)) throw new HostError('ERR_HOST_ACTION_UNKNOWN', { action: action.slice(0, 64) });
  return { id, action, input: check<unknown, NativeInput<typeof action>>(inputs[action], input, 'input') };
}

function isAction(action: string): action is NativeAction {
  return Object.hasOwn(inputs, action);
}

function check<I, O>(schema: v.GenericSchema<I, O>, value: unknown, root?: string): O {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  // The path holds names from our own schema only, save for an unexpected member's: that one is left out.
  const path = v.getDotPath(result.issues[0]);
  const known = result.issues[0].expected === 'never' ? null : path;
  throw new HostError('ERR_HOST_MESSAGE_INVALID', { field: [root, known].filter(Boolean).join('.') });
}

function base64urlOf(byteLength: number) {
  return v.pipe(
    v.string(),
    v.maxLength(64),
    v.check((text) => fromBase64url(text)?.length === byteLength),
  );
}

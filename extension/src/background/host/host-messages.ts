/**
 * What the host may say, checked before it is believed: the host is another program, of another version perhaps.
 */
import {
  type NativeAction,
  type NativeEvent,
  type NativeOutput,
  type NativeReply,
  nativeErrorCodes,
} from '@ecomm/messages';
import * as v from 'valibot';
import { WalletError } from '../../shared/errors.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const base64Url = (maxLength: number) =>
  v.pipe(v.string(), v.maxLength(maxLength), v.regex(/^[A-Za-z0-9_-]+$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(99));

const reader = v.object({
  readerName: name,
  hasPinPad: v.boolean(),
  card: v.picklist(['absent', 'present', 'mute', 'inUse']),
  atr: v.exactOptional(v.pipe(v.string(), v.maxLength(66), v.regex(/^[0-9A-Fa-f]*$/))),
});
const readers = v.pipe(v.array(reader), v.maxLength(64));

const outputs = {
  hello: v.object({
    hostVersion: v.pipe(v.string(), v.maxLength(40)),
    protocolVersion: v.pipe(v.number(), v.safeInteger()),
    platform: v.pipe(v.string(), v.maxLength(40)),
  }),
  listReaders: v.object({ readers }),
  readCard: v.object({
    readerName: name,
    application: v.literal('B0Prime'),
    pan: v.pipe(v.string(), v.regex(/^[0-9]{12,19}$/)),
    panSequence: count,
    expiry: v.pipe(v.string(), v.regex(/^20[0-9]{2}(0[1-9]|1[0-2])$/)),
    holderName: v.pipe(v.string(), v.maxLength(100)),
    country: v.pipe(v.string(), v.regex(/^[0-9]{3}$/)),
    currency: v.pipe(v.string(), v.regex(/^[0-9]{3}$/)),
    pinTriesLeft: count,
  }),
  certify: v.object({
    txData: base64Url(83),
    cardData: base64Url(10),
    cryptogram: base64Url(11),
    cvm: v.picklist(['pinPad', 'pinHost']),
  }),
  cancel: v.object({ cancelled: v.boolean() }),
} satisfies { [A in NativeAction]: v.GenericSchema<unknown, NativeOutput<A>> };

const replySchema = v.variant('ok', [
  v.object({ id: v.number(), ok: v.literal(true), output: v.unknown() }),
  v.object({
    id: v.number(),
    ok: v.literal(false),
    error: v.object({
      code: v.picklist(nativeErrorCodes),
      facts: v.record(v.string(), v.union([v.string(), v.number()])),
    }),
  }),
]);

const eventSchema = v.variant('event', [
  v.object({ event: v.literal('readersChanged'), readers }),
  v.object({
    event: v.literal('pinEntry'),
    id: v.number(),
    state: v.picklist(['waiting', 'accepted', 'certifying']),
    triesLeft: count,
  }),
]);

/** A reply whose output is still to be read for the action that was asked. */
export type AnyReply = Extract<NativeReply, { ok: false }> | { id: number; ok: true; output: unknown };

/** Throws ERR_HOST_NONSENSE. */
export function readHostMessage(message: unknown): AnyReply | NativeEvent {
  const isEvent = typeof message === 'object' && message !== null && 'event' in message;
  const result = isEvent ? v.safeParse(eventSchema, message) : v.safeParse(replySchema, message);
  if (!result.success) throw new WalletError('ERR_HOST_NONSENSE', { what: isEvent ? 'event' : 'reply' });
  return result.output as AnyReply | NativeEvent;
}

/** Throws ERR_HOST_NONSENSE. */
export function readOutput<A extends NativeAction>(action: A, output: unknown): NativeOutput<A> {
  const result = v.safeParse(outputs[action], output);
  if (!result.success) throw new WalletError('ERR_HOST_NONSENSE', { what: action });
  return result.output as NativeOutput<A>;
}

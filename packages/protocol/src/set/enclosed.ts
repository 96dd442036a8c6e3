/**
 * SET's Enc and EncB: a signed message sealed to its receiver, and baggage that travels outside with its digest
 * inside (SET-FACTS section 3.4).
 */
import * as v from 'valibot';
import { maxMessageBytes, parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import { ProtocolError } from '../errors.ts';
import { openSeal, type SealOpener, type SealRecipient, seal } from '../jose/sealed.ts';
import type { Opened, Reading, SignedMessage, Signer } from '../jose/signed-message.ts';

const envelopeSchema = v.strictObject({
  enc: v.pipe(v.string(), v.maxLength(maxMessageBytes)),
  baggage: v.optional(v.pipe(v.string(), v.maxLength(maxMessageBytes))),
});

/** A message that is signed, then sealed. The HTTP body is JSON {enc, baggage?}. */
export interface EnclosedMessage<T> {
  make(payload: T, signer: Signer, receiver: SealRecipient, baggage?: string): Promise<string>;
  open(body: string, reading: Reading & { openers: readonly SealOpener[] }): Promise<OpenedEnclosed<T>>;
}

export interface OpenedEnclosed<T> extends Opened<T> {
  readonly baggage: string | undefined;
}

/** `payload.baggageDigest`, where a message has baggage, must be the digest of what came with it. */
export function enclosedMessage<T extends object>(message: SignedMessage<T>): EnclosedMessage<T> {
  return {
    async make(payload, signer, receiver, baggage) {
      const enc = await seal(await message.sign(payload, signer), receiver);
      return JSON.stringify(baggage === undefined ? { enc } : { enc, baggage });
    },
    async open(body, reading) {
      const { enc, baggage } = parseBoundedJson(body, envelopeSchema, 2 * maxMessageBytes);
      const opened = await message.open(await openSeal(enc, reading.openers), reading);
      const expected = (opened.payload as { baggageDigest?: string }).baggageDigest;
      const received = baggage === undefined ? undefined : await digestOf(baggage);
      if (expected !== received) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'baggageDigest' });
      return { ...opened, baggage };
    },
  };
}

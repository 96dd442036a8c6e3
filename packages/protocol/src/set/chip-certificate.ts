/**
 * The card's certificate of a purchase (the paper's CAM) as an extension of the payment instructions.
 *
 * It stands in PIHead only, so only the gateway sees it; critical when the gateway's certificate lists its OID
 * (PROTOCOL.md, section 3).
 */
import * as v from 'valibot';
import { validate } from '../encoding/bounded-json.ts';
import { bytesField, type MessageExtension } from '../encoding/fields.ts';
import { oids } from '../trust/oids.ts';

const shortBytes = v.pipe(v.string(), v.maxLength(344), v.regex(/^[A-Za-z0-9_-]+$/));

export const chipCertificateSchema = v.strictObject({
  /** 2.23.42.3.2.2 B0Prime, 2.23.42.3.2.1 EMV: reserved in SET's own registry. */
  tokenType: v.picklist([oids.tokenB0Prime, oids.tokenEmv]),
  profile: v.literal(1),
  /** The bytes that the card certified. */
  txData: shortBytes,
  /** PAN sequence(1) ‖ transaction counter(4) ‖ status(2). */
  cardData: shortBytes,
  cryptogram: bytesField(8),
  issuerAppData: v.optional(shortBytes),
  cvm: v.picklist(['pinPad', 'pinHost', 'none']),
});

export type ChipCertificate = v.InferOutput<typeof chipCertificateSchema>;

export function chipCertificateExtension(value: ChipCertificate): MessageExtension {
  return { oid: oids.chipCertificate, critical: true, value };
}

/** The chip certificate among a message's extensions, if any. Throws ERR_MESSAGE_MALFORMED. */
export function findChipCertificate(
  extensions: readonly MessageExtension[] | undefined,
): ChipCertificate | undefined {
  const extension = extensions?.find(({ oid }) => oid === oids.chipCertificate);
  return extension === undefined ? undefined : validate(extension.value, chipCertificateSchema);
}

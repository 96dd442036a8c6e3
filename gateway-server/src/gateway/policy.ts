/**
 * What an authorization is worth without the card's cryptogram, and when the bank is called at all (the paper's risk
 * control, "as at the point of sale"; SET-FACTS section 6). Amounts are minor units of the gateway's currency.
 */
import * as v from 'valibot';

const minorField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const merchantPolicySchema = v.strictObject({
  /** Up to here the gateway may answer by itself. */
  floorLimitMinor: minorField,
  /** Of those below the floor limit, how many in a thousand are sent to the bank all the same; all by default. */
  verificationPerMille: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)), 1000),
});

export const policySchema = v.strictObject({
  /** By merchant identifier. For a merchant that is not named the bank is always called. */
  merchants: v.optional(v.record(v.string(), merchantPolicySchema)),
  /** The most that a signed purchase without a cryptogram may cost. */
  withoutCamMostMinor: v.optional(minorField),
  /** The most that a purchase which nobody signed may cost. */
  unsignedMostMinor: v.optional(minorField),
  /** What a card may spend in seven days, unless the bank gave it a ceiling of its own. */
  ceilingMinor: v.optional(minorField),
});

export type MerchantPolicy = v.InferOutput<typeof merchantPolicySchema>;

export interface GatewayPolicy {
  readonly merchants: ReadonlyMap<string, MerchantPolicy>;
  readonly withoutCamMostMinor: number;
  readonly unsignedMostMinor: number;
}

/** The defaults, where the settings say nothing. */
export function policyFrom(settings: v.InferOutput<typeof policySchema>): GatewayPolicy {
  const { merchants = {}, withoutCamMostMinor = 15_000, unsignedMostMinor = 10_000 } = settings;
  return { merchants: new Map(Object.entries(merchants)), withoutCamMostMinor, unsignedMostMinor };
}

/** Whether `drawn`, two bytes of fresh randomness, falls among those that are verified. */
export function isDrawn({ verificationPerMille }: MerchantPolicy, drawn: Uint8Array): boolean {
  const value = ((drawn[0] ?? 0) << 8) | (drawn[1] ?? 0);
  return value < (verificationPerMille * 65_536) / 1000;
}

/**
 * What an authorization is worth without the card's cryptogram, and when the bank is called at all (the paper's risk
 * control, "as at the point of sale"; SET-FACTS section 6). Amounts are minor units of the gateway's currency.
 */
import * as v from 'valibot';

const minorField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const policySchema = v.strictObject({
  /** Per merchant: up to here the gateway may answer by itself. 0, the default: the bank is always called. */
  floorLimits: v.optional(v.record(v.string(), minorField)),
  /** Of the authorizations below the floor limit, how many in a thousand are sent to the bank all the same. */
  randomVerificationPerMille: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))),
  /** The most that a signed purchase without a cryptogram may cost. */
  withoutCamMostMinor: v.optional(minorField),
  /** The most that a purchase which nobody signed may cost. */
  unsignedMostMinor: v.optional(minorField),
  /** What a card may spend in seven days. */
  ceilingMinor: v.optional(minorField),
});

export interface GatewayPolicy {
  readonly floorLimits: Readonly<Record<string, number>>;
  readonly randomVerificationPerMille: number;
  readonly withoutCamMostMinor: number;
  readonly unsignedMostMinor: number;
}

export const defaultPolicy: GatewayPolicy = {
  floorLimits: {},
  randomVerificationPerMille: 1000,
  withoutCamMostMinor: 15_000,
  unsignedMostMinor: 10_000,
};

/** The defaults, where the settings say nothing. */
export function policyFrom(settings: v.InferOutput<typeof policySchema>): GatewayPolicy {
  return {
    floorLimits: settings.floorLimits ?? defaultPolicy.floorLimits,
    randomVerificationPerMille:
      settings.randomVerificationPerMille ?? defaultPolicy.randomVerificationPerMille,
    withoutCamMostMinor: settings.withoutCamMostMinor ?? defaultPolicy.withoutCamMostMinor,
    unsignedMostMinor: settings.unsignedMostMinor ?? defaultPolicy.unsignedMostMinor,
  };
}

/** Whether `drawn`, a byte pair of fresh randomness, falls among those that are verified. */
export function isDrawn({ randomVerificationPerMille }: GatewayPolicy, drawn: Uint8Array): boolean {
  const value = ((drawn[0] ?? 0) << 8) | (drawn[1] ?? 0);
  return value < (randomVerificationPerMille * 65_536) / 1000;
}

/** The operator's file of limits: JSON, every member optional, none unknown. */
import { readFile } from 'node:fs/promises';
import { currencies } from '@ecomm/protocol';
import * as v from 'valibot';
import { IntermediaryError } from '../errors.ts';
import { noPaymentLimits } from '../ledger/payment-limits.ts';
import type { Policy } from '../policy.ts';
import { noExposureLimits } from './exposure-caps.ts';

const countField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amountsField = v.record(v.picklist(Object.keys(currencies)), countField);

const limitsSchema = v.strictObject({
  paymentsPerMinute: v.optional(countField, noPaymentLimits.paymentsPerMinute),
  payerDailyMinor: v.optional(amountsField, {}),
  merchantDailyMinor: v.optional(amountsField, {}),
  payerExposureMinor: v.optional(amountsField, {}),
  duplicateSeconds: v.optional(countField, noPaymentLimits.duplicateSeconds),
  issuerExposureMinor: v.optional(amountsField, noExposureLimits.issuerExposureMinor),
  totalExposureMinor: v.optional(amountsField, noExposureLimits.totalExposureMinor),
});

/** Throws ERR_INTERMEDIARY_OPTION, naming what is wrong. */
export async function readLimits(path: string): Promise<Pick<Policy, 'limits' | 'exposure'>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new IntermediaryError('ERR_INTERMEDIARY_OPTION', `${path} is missing or no JSON`, { cause });
  }
  return limitsOf(content, path);
}

export function limitsOf(content: unknown, where: string): Pick<Policy, 'limits' | 'exposure'> {
  const parsed = v.safeParse(limitsSchema, content);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const member = v.getDotPath(issue) ?? 'it';
    throw new IntermediaryError(
      'ERR_INTERMEDIARY_OPTION',
      `${where}: ${member} is no limit: ${issue.message}`,
    );
  }
  const { issuerExposureMinor, totalExposureMinor, ...limits } = parsed.output;
  return { limits, exposure: { issuerExposureMinor, totalExposureMinor } };
}

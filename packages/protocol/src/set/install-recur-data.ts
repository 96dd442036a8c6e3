/** Instalments or recurring payments that a purchase is part of (SET Book 3, InstallRecurData). */
import * as v from 'valibot';
import { expiryField } from './trans-ids.ts';

const count = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

export const installRecurDataField = v.union([
  v.strictObject({ installTotalTrans: count(2, 99) }),
  v.strictObject({ recurring: v.strictObject({ frequencyDays: count(1, 366), expiry: expiryField }) }),
]);

export type InstallRecurData = v.InferOutput<typeof installRecurDataField>;

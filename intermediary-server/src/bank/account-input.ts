/** Accounts and mandates as an operator gives them: checked before anything is kept. */
import * as v from 'valibot';
import { IntermediaryError } from '../errors.ts';
import type { HouseAccount, Mandate, MerchantAccount } from '../ledger/bank-records.ts';
import { parseBic, parseCreditorId, parseIban } from './account-number.ts';
import { sepaText } from './sepa-text.ts';

const maxNameLength = 140;

const name = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(maxNameLength),
  v.check((text) => sepaText(text, maxNameLength) !== ''),
);
const iban = parsed(parseIban);
const bic = v.optional(parsed(parseBic));
const account = { name, iban, bic };
const houseSchema = v.strictObject({ ...account, creditorId: v.optional(parsed(parseCreditorId)) });
const merchantSchema = v.strictObject(account);
const mandateSchema = v.strictObject({
  ...account,
  // EPC AT-01.
  mandateId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+?/:().,'-]{1,35}$/)),
  signedOn: v.pipe(
    v.string(),
    v.isoDate(),
    v.check((text) => new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text),
  ),
  sequence: v.optional(v.picklist(['FRST', 'RCUR']), 'FRST'),
  collectBy: v.optional(v.picklist(['card', 'directDebit']), 'directDebit'),
});
const merchantIdSchema = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/));

/** Throws ERR_BANK_ACCOUNT_INVALID naming the field. */
export function readHouseAccount(input: unknown): HouseAccount {
  const { bic, creditorId, ...rest } = check(houseSchema, input);
  return { ...rest, bic, creditorId };
}

/** Throws ERR_BANK_ACCOUNT_INVALID naming the field. */
export function readMerchantAccount(merchantId: string, input: unknown): MerchantAccount {
  const { bic, ...rest } = check(merchantSchema, input);
  return { merchantId: check(merchantIdSchema, merchantId), ...rest, bic };
}

/** `at`: seconds since 1970; nobody has signed after it. Throws ERR_BANK_ACCOUNT_INVALID naming the field. */
export function readMandate(
  fingerprint: string,
  input: unknown,
  at: number,
): Omit<Mandate, 'payer'> & { readonly fingerprint: string } {
  const { bic, ...rest } = check(mandateSchema, input);
  if (Date.parse(rest.signedOn) > at * 1000) refuse('signedOn');
  return { fingerprint, ...rest, bic };
}

function parsed(parse: (text: string) => string | undefined) {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: 'its form or its check digits are wrong' });
      return NEVER;
    }),
  );
}

function check<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  return refuse(v.getDotPath(result.issues[0]) ?? 'the account');
}

/** Says which, never what was given. */
function refuse(field: string): never {
  throw new IntermediaryError(
    'ERR_BANK_ACCOUNT_INVALID',
    `${field} is missing or wrong; nothing was changed`,
  );
}

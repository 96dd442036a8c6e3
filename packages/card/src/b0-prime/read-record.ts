/** READ, `BC B0 <zone> <record> <Le>`: the free zone's records, which need no PIN. */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import { errorForStatusWord } from '../apdu/status-words.ts';
import type { Bytes } from '../bytes.ts';
import { b0PrimeCla, b0PrimeIns, b0PrimeRecords } from './constants.ts';
import { type CardIdentityFields, decodeIdentity, identityLength } from './identity.ts';
import { type CardLimits, decodeLimits, limitsLength } from './limits.ts';

/** Zone 0, record 2: `BC B0 00 02 2F`. @throws CardError */
export async function readIdentity(channel: CardChannel): Promise<CardIdentityFields> {
  return decodeIdentity(await readRecord(channel, b0PrimeRecords.identity, identityLength));
}

/** Zone 0, record 4: `BC B0 00 04 0F`. @throws CardError */
export async function readLimits(channel: CardChannel): Promise<CardLimits> {
  return decodeLimits(await readRecord(channel, b0PrimeRecords.limits, limitsLength));
}

async function readRecord(
  channel: CardChannel,
  { zone, record }: { readonly zone: number; readonly record: number },
  ne: number,
): Promise<Bytes> {
  const command = { cla: b0PrimeCla, ins: b0PrimeIns.read, p1: zone, p2: record, ne };
  const { data, statusWord } = await exchange(channel, command);
  const error = errorForStatusWord(statusWord);
  if (error !== undefined) throw error;
  return data;
}

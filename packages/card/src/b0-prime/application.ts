/** The eComm card, B0-prime profile, as a card application: PIN, then ratification, then certificate. */
import type { CardChannel } from '../apdu/card-channel.ts';
import { concat, uint32ToBytes } from '../bytes.ts';
import type { CardApplication, CardSession, CertifiedTransaction } from '../card-application.ts';
import { encodePanSequence } from '../card-number.ts';
import { certify } from './certify.ts';
import { presentPin } from './present-pin.ts';
import { ratify } from './ratify.ts';
import { readIdentity, readLimits } from './read-record.ts';
import { select } from './select.ts';
import { encodeTransactionData, type TransactionFields } from './transaction-data.ts';

export const b0PrimeApplication: CardApplication = { name: 'B0Prime', select: openSession };

async function openSession(channel: CardChannel): Promise<CardSession | undefined> {
  const fci = await select(channel);
  if (fci === undefined) return undefined;
  const identity = await readIdentity(channel);
  return {
    applicationName: 'B0Prime',
    pinTriesLeft: fci.pinTriesLeft,
    identity,
    readLimits: () => readLimits(channel),
    presentPin,
    ratify: () => ratify(channel),
    certify: (fields) => certifyFields(channel, identity.panSequence, fields),
  };
}

async function certifyFields(
  channel: CardChannel,
  panSequence: number,
  fields: TransactionFields,
): Promise<CertifiedTransaction> {
  const transactionData = await encodeTransactionData(fields);
  const { counter, status, cam } = await certify(channel, transactionData);
  return {
    transactionData,
    cardData: concat(encodePanSequence(panSequence), uint32ToBytes(counter), status),
    cryptogram: cam,
  };
}

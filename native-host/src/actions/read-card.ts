/** readCard: what the card says of itself without a PIN. */
import { selectApplication } from '@ecomm/card';
import type { CardIdentity } from '@ecomm/messages';
import { withCard } from '../pcsc/card-connection.ts';
import type { Action } from './action-context.ts';

/** @throws HostError or CardError, see docs/errors.md */
export const readCard: Action<'readCard'> = async (context, { readerName }) => {
  return await context.turns.run(() =>
    withCard(context, readerName, ['shared'], async ({ channel }): Promise<CardIdentity> => {
      const session = await selectApplication(channel, context.applications);
      const { pan, panSequence, expiry, holderName, country, currency } = session.identity;
      return {
        readerName,
        application: session.applicationName,
        ...{ pan, panSequence, expiry, holderName, country, currency },
        pinTriesLeft: session.pinTriesLeft,
      };
    }),
  );
};

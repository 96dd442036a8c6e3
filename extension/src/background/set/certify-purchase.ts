/** The card's part in a SET purchase: found among the readers as the one that is enrolled, asked for PIN and CAM. */
import type { CardCertificate, CardIdentity, TopUpStep } from '@ecomm/messages';
import { type Amount, blindPan, decodeBase64Url, oids, type TransIds } from '@ecomm/protocol';
import { findCard } from '../host/find-card.ts';
import type { CardSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import type { Initiated } from './initiate.ts';

/** Whether the card's word is wanted: it has a chip, and the acquirer says in its certificate that it reads it. */
export function isCardWanted(
  { hasChip = true }: Enrolment,
  { gateway }: Pick<Initiated, 'gateway'>,
): boolean {
  return hasChip && gateway.setExtensions.includes(oids.chipCertificate);
}

/** Undefined when no reader holds a card; the shopper is asked to insert it. Throws ERR_CARD_OTHER for another one. */
export async function findOwnCard(
  { commonName }: Enrolment,
  secrets: CardSecrets,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<CardIdentity | undefined> {
  session.report({ step: 'readingCard' });
  const panSecret = decodeBase64Url(secrets.panSecret, 20);
  const card = await findCard(
    ports.host,
    async ({ pan, expiry }) => (await blindPan(pan, expiry, panSecret)) === commonName,
  );
  if (card === undefined) session.report({ step: 'insertCard' });
  return card;
}

/** What the card certifies. */
export interface PurchaseFacts {
  readonly purchAmt: Amount;
  readonly merchantId: string;
  readonly transIds: TransIds;
  readonly hod: string;
}

/** PIN on the reader, then the card's certificate. Throws what the host answers, or what the signal was aborted with. */
export async function certifyPurchase(
  { purchAmt, merchantId, transIds, hod }: PurchaseFacts,
  { readerName, pan }: CardIdentity,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<CardCertificate> {
  session.signal.throwIfAborted();
  session.report({ step: 'pin' });
  const { xid, preqDate } = transIds;
  const certificate = await ports.host.certify(
    {
      readerName,
      pan,
      lastTryAccepted: session.lastTryAccepted,
      transaction: { kind: 'purchase', amount: purchAmt, dateSeconds: preqDate, merchantId, xid, hod },
    },
    ({ state, triesLeft }) => session.report({ step: state === 'waiting' ? 'pin' : 'certifying', triesLeft }),
  );
  session.signal.throwIfAborted();
  return certificate;
}

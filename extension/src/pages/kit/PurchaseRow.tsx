/** One purchase in a list: what, from whom, how much, when, and how it stands. */
import type { PurchaseStage, PurchaseView } from '@ecomm/messages';
import { dayAndTime, type MessageKey, money, t } from '../../shared/i18n.ts';

const words: Readonly<Record<PurchaseStage, MessageKey>> = {
  checking: 'stateChecking',
  ready: 'stateChecking',
  alreadyBought: 'stateDelivered',
  unpayable: 'stateFailed',
  paying: 'stateSettling',
  topUp: 'stateTopUp',
  card: 'stateCard',
  authorizing: 'stateSettling',
  settling: 'stateSettling',
  delivering: 'stateDelivering',
  delivered: 'stateDelivered',
  paid: 'statePaid',
  toppedUp: 'stateToppedUp',
  failed: 'stateFailed',
  cancelled: 'stateCancelled',
  lapsed: 'stateLapsed',
};

const tones: Readonly<Partial<Record<PurchaseStage, string>>> = {
  delivered: 'good',
  paid: 'good',
  toppedUp: 'good',
  failed: 'bad',
  unpayable: 'bad',
  lapsed: 'warn',
  settling: 'warn',
  topUp: 'warn',
  card: 'warn',
};

export function PurchaseRow({ purchase }: { purchase: PurchaseView }) {
  const { offer, topUp, refund, stage, at, origin } = purchase;
  // A top-up ahead of need buys nothing.
  const amount = offer?.amount ?? topUp?.amount;
  const title = offer?.title ?? (topUp === undefined ? origin : t('topUpTitle'));
  return (
    <div class="purchase">
      <p class="purchase-title">{title}</p>
      <p class="purchase-amount amount">{amount === undefined ? '' : money(amount)}</p>
      <p class="purchase-by soft">{offer?.merchantName ?? ''}</p>
      <p class="purchase-state">
        <span class={`tag tag-${tones[stage] ?? 'plain'}`}>{t(words[stage])}</span>{' '}
        {refund !== undefined && <span class="tag tag-good">{t('stateRefunded', money(refund.amount))}</span>}{' '}
        <time class="soft" dateTime={new Date(at * 1000).toISOString()}>
          {dayAndTime(at)}
        </time>
      </p>
    </div>
  );
}

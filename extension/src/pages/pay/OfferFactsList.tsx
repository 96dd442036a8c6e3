/** What the merchant signed or its own server ordered, and its bank certified; nothing that the page says. */
import type { PaymentWay, PurchaseView } from '@ecomm/messages';
import { type MessageKey, money, t } from '../../shared/i18n.ts';

const ways: Readonly<Record<PaymentWay, MessageKey>> = {
  card: 'wayCard',
  chipUnread: 'wayChipUnread',
  noChip: 'wayNoChip',
};

export function OfferFactsList({ view }: { view: PurchaseView }) {
  const { offer, order, origin } = view;
  if (offer === undefined) return null;
  return (
    <>
      <p class="price amount">{money(offer.amount)}</p>
      <dl class="facts">
        <dt>{t(order === undefined ? 'factArticle' : 'factOrder')}</dt>
        {order === undefined ? (
          <dd>{offer.title}</dd>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long order is scrolled by keyboard too
          <dd class="order-text" tabIndex={0}>
            {order.text}
          </dd>
        )}
        <dt>{t('factMerchant')}</dt>
        <dd>{offer.merchantName}</dd>
        <dt>{t('factSite')}</dt>
        <dd class="origin">{origin}</dd>
        {order !== undefined && view.stage === 'ready' && (
          <>
            <dt>{t('factWay')}</dt>
            <dd>{t(ways[order.way])}</dd>
          </>
        )}
      </dl>
    </>
  );
}

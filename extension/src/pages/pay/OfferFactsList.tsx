/** What the merchant signed and its bank certified; nothing that the page says. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';

export function OfferFactsList({ view }: { view: PurchaseView }) {
  const { offer, origin } = view;
  if (offer === undefined) return null;
  return (
    <>
      <p class="price amount">{money(offer.amount)}</p>
      <dl class="facts">
        <dt>{t('factArticle')}</dt>
        <dd>{offer.title}</dd>
        <dt>{t('factMerchant')}</dt>
        <dd>{offer.merchantName}</dd>
        <dt>{t('factSite')}</dt>
        <dd class="origin">{origin}</dd>
      </dl>
    </>
  );
}

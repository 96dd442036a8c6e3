/** An order that the shopper accepted: card and PIN where the card's word is wanted, then the bank. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';
import { CardWork } from './CardWork.tsx';

export function OrderPanel({ view, onCancel }: { view: PurchaseView; onCancel: () => void }) {
  const { offer, order, cardStep } = view;
  return (
    <div class="panel">
      {offer !== undefined && (
        <>
          <p class="lead">{t('orderLead', money(offer.amount), offer.merchantName)}</p>
          <p class="soft">{offer.title}</p>
        </>
      )}
      <CardWork
        view={view}
        step={cardStep?.step ?? 'paused'}
        triesLeft={cardStep?.triesLeft}
        withCard={order?.way === 'card' || cardStep?.step === 'insertCard'}
        onCancel={onCancel}
      />
    </div>
  );
}

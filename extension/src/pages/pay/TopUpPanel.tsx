/** The bank is asked for a new Open To Buy: card, PIN on the reader, the bank's word. Each step is shown. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';
import { CardWork } from './CardWork.tsx';

export function TopUpPanel({ view, onCancel }: { view: PurchaseView; onCancel: () => void }) {
  const { offer, topUp } = view;
  return (
    <div class="panel">
      {topUp !== undefined && <p class="lead">{t('topUpLead', money(topUp.amount))}</p>}
      {offer !== undefined && (
        <p class="soft">{t('topUpFor', offer.title, offer.merchantName, money(offer.amount))}</p>
      )}
      <CardWork
        view={view}
        step={topUp?.step ?? 'paused'}
        triesLeft={topUp?.triesLeft}
        withCard
        onCancel={onCancel}
      />
    </div>
  );
}

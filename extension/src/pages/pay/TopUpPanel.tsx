/** The bank is asked for a new Open To Buy: card, PIN on the reader, the bank's word. Each step is shown. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';
import { CardWork } from './CardWork.tsx';

export function TopUpPanel({ view, onCancel }: { view: PurchaseView; onCancel: () => void }) {
  const { topUp } = view;
  return (
    <div class="panel">
      <WhatFor view={view} />
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

/** What the bank is asked for, or what was not bought: of a blocked card nothing is asked any more. */
function WhatFor({ view: { offer, topUp, problem } }: { view: PurchaseView }) {
  if (problem?.code === 'ERR_CARD_PIN_BLOCKED')
    return offer === undefined ? null : (
      <>
        <p class="lead">{t('orderLead', money(offer.amount), offer.merchantName)}</p>
        <p class="soft">{offer.title}</p>
      </>
    );
  return (
    <>
      {topUp !== undefined && <p class="lead">{t('topUpLead', money(topUp.amount))}</p>}
      {offer !== undefined && (
        <p class="soft">{t('topUpFor', offer.title, offer.merchantName, money(offer.amount))}</p>
      )}
    </>
  );
}

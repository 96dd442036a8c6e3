/**
 * What the page under the popup offers, payable by one click here too. As soon as it takes more than that click,
 * the sheet takes over: a popup closes when anything else gets the focus.
 */
import type { PurchaseStage, PurchaseView } from '@ecomm/messages';
import { useEffect } from 'preact/hooks';
import { money, t } from '../../shared/i18n.ts';
import { act, busyCount } from '../kit/act.ts';
import { Live } from '../kit/Live.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { useArmed } from '../pay/use-armed.ts';

const needsSheet: readonly PurchaseStage[] = ['topUp', 'card'];

export function PopupOffer({ offer: view }: { offer: PurchaseView }) {
  const { stage, purchaseId, offer, problem } = view;
  const isPayable = stage === 'ready';
  const isBought = stage === 'alreadyBought';
  const isArmed = useArmed(isPayable || isBought);

  useEffect(() => {
    if (!needsSheet.includes(stage)) return;
    void act('openSheet', { purchaseId }).then((opened) => opened && window.close());
  }, [stage, purchaseId]);

  if (stage === 'checking' || needsSheet.includes(stage)) return <div class="busy" aria-hidden="true" />;
  if ((stage === 'delivered' && view.opened) || stage === 'paid') {
    const done = t(stage === 'paid' ? 'sheetPaid' : 'sheetDelivered');
    return (
      <section class="here">
        <p class="lead good">{done}</p>
        <Live text={done} />
      </section>
    );
  }
  if (offer === undefined)
    return problem === undefined ? null : <ProblemNote problem={problem} tone="warn" />;
  return (
    <section class="here" aria-labelledby="here-title">
      <h2 id="here-title">{offer.title}</h2>
      <p class="soft">{offer.merchantName}</p>
      {problem !== undefined && <ProblemNote problem={problem} tone="warn" />}
      {(isPayable || isBought) && (
        <button
          type="button"
          class="button button-main"
          disabled={!isArmed || busyCount.value > 0}
          onClick={() => void act(isBought ? 'openAgain' : 'pay', { purchaseId })}
        >
          {isBought ? t('openAgain') : t('payAmount', money(offer.amount))}
        </button>
      )}
      {['paying', 'delivering', 'authorizing'].includes(stage) && <div class="busy" aria-hidden="true" />}
      {(stage === 'settling' || (stage === 'delivered' && !view.opened)) && (
        <button type="button" class="button" onClick={() => void act('openSheet', { purchaseId })}>
          {t('details')}
        </button>
      )}
    </section>
  );
}

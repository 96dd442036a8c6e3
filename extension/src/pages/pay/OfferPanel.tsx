/** An offer before it is paid: looked at, ready for the one click, or found to be bought already. */
import type { PurchaseView } from '@ecomm/messages';
import { useEffect } from 'preact/hooks';
import { money, t } from '../../shared/i18n.ts';
import { act, busyCount, refusal } from '../kit/act.ts';
import { OfferFactsList } from './OfferFactsList.tsx';
import { useArmed } from './use-armed.ts';

export function OfferPanel({ view, onCancel }: { view: PurchaseView; onCancel: () => void }) {
  const { stage, purchaseId, offer } = view;
  const isArmed = useArmed(stage !== 'checking');
  const isBusy = busyCount.value > 0;
  const isBought = stage === 'alreadyBought';
  const go = () => void act(isBought ? 'openAgain' : 'pay', { purchaseId });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onControl = event.target instanceof HTMLElement && event.target.closest('button, a') !== null;
      if (event.key === 'Enter' && !event.repeat && !onControl && isArmed && !isBusy) go();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });

  if (stage === 'checking' || offer === undefined)
    return (
      <div class="panel">
        <p class="soft">{t('checkingHint')}</p>
        <div class="busy" aria-hidden="true" />
        <div class="actions">
          <button type="button" class="button" onClick={onCancel}>
            {t('cancel')}
          </button>
        </div>
      </div>
    );
  return (
    <div class="panel">
      <OfferFactsList view={view} />
      {view.order === undefined && <p class="soft">{isBought ? t('alreadyBoughtHint') : otbLine(view)}</p>}
      <div class="actions">
        <button type="button" class="button button-main" disabled={!isArmed || isBusy} onClick={go}>
          {isBought ? t('openAgain') : t('payAmount', money(offer.amount))}
        </button>
        {isBought && refusal.value !== undefined && (
          <button type="button" class="button" onClick={() => void act('buyAnew', { purchaseId })}>
            {t('buyAnew')}
          </button>
        )}
        <button type="button" class="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </div>
  );
}

function otbLine({ otbLeft, otbAfter }: PurchaseView): string {
  if (otbAfter !== undefined) return t('otbAfter', money(otbAfter));
  return otbLeft === undefined ? t('otbNoneYet') : t('otbTooLow', money(otbLeft));
}

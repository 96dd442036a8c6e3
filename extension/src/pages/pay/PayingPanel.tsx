/** Paid for, or being so: nothing to decide. An outcome that is not known is said to be settled, not failed. */
import type { PurchaseView } from '@ecomm/messages';
import { t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { OfferFactsList } from './OfferFactsList.tsx';

export function PayingPanel({ view }: { view: PurchaseView }) {
  const { stage, purchaseId, problem } = view;
  const isSettling = stage === 'settling';
  return (
    <div class="panel">
      <OfferFactsList view={view} />
      {isSettling ? <p>{t('settlingHint')}</p> : <div class="busy" aria-hidden="true" />}
      {isSettling && problem !== undefined && <ProblemNote problem={problem} tone="warn" />}
      {isSettling && (
        <div class="actions">
          <button
            type="button"
            class="button button-main"
            disabled={!view.canRetry}
            onClick={() => void act('retryPurchase', { purchaseId, lastTryAccepted: false })}
          >
            {t('tryNow')}
          </button>
          <button type="button" class="button" onClick={() => window.close()}>
            {t('closeAndWait')}
          </button>
        </div>
      )}
    </div>
  );
}

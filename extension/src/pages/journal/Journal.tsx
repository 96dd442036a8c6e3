/** Every purchase with its state and receipt; what is unsettled can be tried, what was bought can be opened again. */
import type { JournalView, PurchaseView } from '@ecomm/messages';
import type { ReadonlySignal } from '@preact/signals';
import { t } from '../../shared/i18n.ts';
import { act, refusal } from '../kit/act.ts';
import { OtbGauge } from '../kit/OtbGauge.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { PurchaseRow } from '../kit/PurchaseRow.tsx';
import { RefundNote } from '../kit/RefundNote.tsx';
import { TopUpAhead } from '../kit/TopUpAhead.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';

export function Journal({ view: source }: { view: ReadonlySignal<JournalView | undefined> }) {
  const view = source.value;
  return (
    <main class="wide">
      <header>
        <Wordmark />
        <h1>{t('journalTitle')}</h1>
        <p>
          <a class="link" href="verify.html">
            {t('verifyTitle')}
          </a>
        </p>
      </header>
      {view?.otb !== undefined && <OtbGauge otb={view.otb} />}
      {view?.otb !== undefined && <TopUpAhead otb={view.otb} onAsked={() => {}} />}
      {refusal.value !== undefined && <ProblemNote problem={refusal.value} />}
      {view !== undefined && view.purchases.length === 0 && <p class="soft">{t('journalEmpty')}</p>}
      <ul class="purchases">
        {view?.purchases.map((purchase) => (
          <li key={purchase.purchaseId} class="card">
            <PurchaseRow purchase={purchase} />
            {purchase.problem !== undefined && <ProblemNote problem={purchase.problem} tone="warn" />}
            {purchase.refund !== undefined && <RefundNote refund={purchase.refund} />}
            <p class="code">{purchase.origin}</p>
            {purchase.receiptId !== undefined && <p class="code">{t('receipt', purchase.receiptId)}</p>}
            <Actions purchase={purchase} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Actions({ purchase }: { purchase: PurchaseView }) {
  const { purchaseId, stage, canCancel, canOpen, canRetry } = purchase;
  const hasReceipt = purchase.order?.hasReceipt === true;
  if (!canCancel && !canOpen && !canRetry && !hasReceipt) return null;
  return (
    <div class="actions">
      {canOpen && (
        <button type="button" class="button" onClick={() => void act('openAgain', { purchaseId })}>
          {t(hasReceipt ? 'backToShop' : 'openAgain')}
        </button>
      )}
      {hasReceipt && (
        <button type="button" class="button" onClick={() => void act('openReceipt', { purchaseId })}>
          {t('showReceipt')}
        </button>
      )}
      {canRetry && (stage === 'topUp' || stage === 'card') && (
        <button type="button" class="button" onClick={() => void act('openSheet', { purchaseId })}>
          {t('goOn')}
        </button>
      )}
      {canRetry && stage === 'settling' && (
        <button
          type="button"
          class="button"
          onClick={() => void act('retryPurchase', { purchaseId, lastTryAccepted: false })}
        >
          {t('tryNow')}
        </button>
      )}
      {canCancel && (
        <button type="button" class="button" onClick={() => void act('cancelPurchase', { purchaseId })}>
          {t('cancel')}
        </button>
      )}
    </div>
  );
}

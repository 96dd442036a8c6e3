/** A purchase that is over, or an offer that can't be paid: what happened, and what can be done next. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { RefundNote } from '../kit/RefundNote.tsx';
import { OfferFactsList } from './OfferFactsList.tsx';

const needsSetUp = ['ERR_WALLET_NOT_ENROLLED', 'ERR_WALLET_NOT_CONFIGURED', 'ERR_WALLET_CERTIFICATE_EXPIRED'];

export function EndPanel({ view, onClose }: { view: PurchaseView; onClose: () => void }) {
  const { stage, problem, purchaseId, receiptId, offer, topUp } = view;
  const isSetUpMissing = problem !== undefined && needsSetUp.includes(problem.code);
  const setUp = async () => {
    await act('openPage', { page: 'onboarding' });
    onClose();
  };
  return (
    <div class="panel">
      {stage === 'delivered' && offer !== undefined && (
        <p class="lead good">{t('deliveredLead', offer.title, money(offer.amount))}</p>
      )}
      {stage === 'paid' && offer !== undefined && (
        <p class="lead good">{t('paidLead', money(offer.amount), offer.merchantName)}</p>
      )}
      {view.authorizationNumber !== undefined && (
        <p class="code">{t('authorizationLine', view.authorizationNumber)}</p>
      )}
      {stage === 'toppedUp' && topUp !== undefined && (
        <p class="lead good">{t('toppedUpLead', money(topUp.amount))}</p>
      )}
      {stage === 'cancelled' && <p class="lead">{t('cancelledLead')}</p>}
      {stage === 'lapsed' && <p class="lead">{t('lapsedLead')}</p>}
      {stage !== 'delivered' && stage !== 'paid' && topUp === undefined && <OfferFactsList view={view} />}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {view.refund !== undefined && <RefundNote refund={view.refund} />}
      {receiptId !== undefined && <p class="code">{t('receipt', receiptId)}</p>}
      <div class="actions">
        {isSetUpMissing && (
          <button type="button" class="button button-main" onClick={() => void setUp()}>
            {t('setUpWallet')}
          </button>
        )}
        {view.canOpen && !view.opened && (
          <button
            type="button"
            class="button button-main"
            onClick={() => void act('openAgain', { purchaseId })}
          >
            {t(stage === 'paid' ? 'backToShop' : 'openArticle')}
          </button>
        )}
        {view.order?.hasReceipt === true && (
          <button type="button" class="button" onClick={() => void act('openReceipt', { purchaseId })}>
            {t('showReceipt')}
          </button>
        )}
        {view.canRetry && !isSetUpMissing && (
          <button
            type="button"
            class="button"
            onClick={() => void act('retryPurchase', { purchaseId, lastTryAccepted: false })}
          >
            {t('tryAgain')}
          </button>
        )}
        <button type="button" class="button" onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </div>
  );
}

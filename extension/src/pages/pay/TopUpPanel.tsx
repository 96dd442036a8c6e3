/** The bank is asked for a new Open To Buy: card, PIN on the reader, the bank's word. Each step is shown. */
import type { PurchaseView, TopUpStep } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { LastTryNote } from '../kit/LastTryNote.tsx';
import { Live } from '../kit/Live.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Steps } from '../kit/Steps.tsx';

const order: readonly TopUpStep[] = ['insertCard', 'pin', 'askingBank'];

export function TopUpPanel({ view, onCancel }: { view: PurchaseView; onCancel: () => void }) {
  const { offer, topUp, problem, purchaseId, canCancel, canRetry } = view;
  const step = topUp?.step ?? 'paused';
  const isLastTry = problem?.code === 'ERR_CARD_PIN_LAST_TRY';
  const isBlocked = problem?.code === 'ERR_CARD_PIN_BLOCKED';
  const retry = (lastTryAccepted: boolean) => void act('retryPurchase', { purchaseId, lastTryAccepted });
  return (
    <div class="panel">
      {topUp !== undefined && <p class="lead">{t('topUpLead', money(topUp.amount))}</p>}
      {offer !== undefined && (
        <p class="soft">{t('topUpFor', offer.title, offer.merchantName, money(offer.amount))}</p>
      )}
      {(problem === undefined || step !== 'paused') && (
        <Steps current={currentOf(step)} steps={stepsOf(step, topUp?.triesLeft)} />
      )}
      <Live text={problem === undefined ? hintOf(step, topUp?.triesLeft) : ''} />
      {problem !== undefined &&
        (isLastTry ? (
          <LastTryNote onAccept={() => retry(true)} />
        ) : (
          <ProblemNote problem={problem} tone="warn" />
        ))}
      <div class="actions">
        {canRetry && !isLastTry && !isBlocked && (problem !== undefined || step === 'paused') && (
          <button type="button" class="button button-main" onClick={() => retry(false)}>
            {t(problem === undefined ? 'goOn' : 'tryAgain')}
          </button>
        )}
        {problem?.code.startsWith('ERR_HOST_') === true && (
          <button type="button" class="button" onClick={() => void act('openPage', { page: 'onboarding' })}>
            {t('checkReader')}
          </button>
        )}
        {canCancel && (
          <button type="button" class="button" onClick={onCancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    </div>
  );
}

function currentOf(step: TopUpStep): number {
  if (step === 'paused') return 0;
  if (step === 'readingCard') return 0;
  return step === 'certifying' ? 1 : order.indexOf(step);
}

function stepsOf(step: TopUpStep, triesLeft: number | undefined) {
  const hint = hintOf(step, triesLeft);
  return [
    { label: t('stepInsertCard'), hint },
    { label: t('stepPin'), hint },
    { label: t('stepAskingBank'), hint },
  ];
}

function hintOf(step: TopUpStep, triesLeft: number | undefined): string {
  switch (step) {
    case 'paused':
      return t('hintPaused');
    case 'insertCard':
      return t('hintInsertCard');
    case 'readingCard':
      return t('hintReadingCard');
    case 'pin':
      return triesLeft === undefined ? t('hintPin') : t('hintPinTries', String(triesLeft));
    case 'certifying':
      return t('hintCertifying');
    case 'askingBank':
      return t('hintAskingBank');
  }
}

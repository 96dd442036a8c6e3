/** What card and bank are asked for, step by step, with what went wrong and what the shopper may do about it. */
import type { PurchaseView, TopUpStep } from '@ecomm/messages';
import { t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { LastTryNote } from '../kit/LastTryNote.tsx';
import { Live } from '../kit/Live.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { type Step, Steps } from '../kit/Steps.tsx';

export interface CardWorkProps {
  readonly view: PurchaseView;
  readonly step: TopUpStep;
  readonly triesLeft: number | undefined;
  /** The card takes part; without it only the bank is asked. */
  readonly withCard: boolean;
  readonly onCancel: () => void;
}

const order: readonly TopUpStep[] = ['insertCard', 'pin', 'askingBank'];

export function CardWork({ view, step, triesLeft, withCard, onCancel }: CardWorkProps) {
  const { problem, purchaseId, canCancel, canRetry } = view;
  const isLastTry = problem?.code === 'ERR_CARD_PIN_LAST_TRY';
  const isBlocked = problem?.code === 'ERR_CARD_PIN_BLOCKED';
  const retry = (lastTryAccepted: boolean) => void act('retryPurchase', { purchaseId, lastTryAccepted });
  return (
    <>
      {(problem === undefined || step !== 'paused') && (
        <Steps
          current={withCard ? currentOf(step) : 0}
          steps={withCard ? cardSteps(step, triesLeft) : bankStep(step)}
        />
      )}
      <Live text={problem === undefined ? hintOf(step, triesLeft) : ''} />
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
            {t(isBlocked ? 'close' : 'cancel')}
          </button>
        )}
      </div>
    </>
  );
}

function currentOf(step: TopUpStep): number {
  if (step === 'paused' || step === 'readingCard') return 0;
  return step === 'certifying' ? 1 : order.indexOf(step);
}

function cardSteps(step: TopUpStep, triesLeft: number | undefined): Step[] {
  const hint = hintOf(step, triesLeft);
  return [
    { label: t('stepInsertCard'), hint },
    { label: t('stepPin'), hint },
    { label: t('stepAskingBank'), hint },
  ];
}

function bankStep(step: TopUpStep): Step[] {
  return [{ label: t('stepAskingBank'), hint: hintOf(step, undefined) }];
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

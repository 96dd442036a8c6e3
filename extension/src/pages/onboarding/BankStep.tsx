/** Station 3: the bank certifies the wallet's key; the PIN is keyed on the reader and never leaves it. */
import type { EnrolmentStep, OnboardingView } from '@ecomm/messages';
import { t } from '../../shared/i18n.ts';
import { act, busyCount } from '../kit/act.ts';
import { LastTryNote } from '../kit/LastTryNote.tsx';
import { Live } from '../kit/Live.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Steps } from '../kit/Steps.tsx';
import { Station, type StationProps } from './Station.tsx';

export function BankStep({ view }: { view: OnboardingView }) {
  const { card, configProblem, enrolment } = view;
  const { state, problem, enrolled } = enrolment;
  const isRunning = state === 'running';
  const canAsk =
    configProblem === undefined &&
    card.state === 'read' &&
    card.bankName !== undefined &&
    card.pinTriesLeft !== 0 &&
    !isRunning;
  const start = (lastTryAccepted: boolean) => void act('startEnrolment', { lastTryAccepted });
  const isLastTry = problem?.code === 'ERR_CARD_PIN_LAST_TRY';
  return (
    <Station number={3} title={t('bankTitle')} state={stateOf(view, canAsk)}>
      <p>{t(enrolled === undefined ? 'bankLead' : 'bankLeadAgain', card.bankName ?? t('yourBank'))}</p>
      {card.state === 'read' && card.bankName === undefined && configProblem === undefined && (
        <ProblemNote problem={{ code: 'ERR_WALLET_BANK_UNKNOWN', facts: { bin: '' } }} />
      )}
      {isRunning && <Running step={enrolment.step ?? 'askingBank'} triesLeft={enrolment.triesLeft} />}
      {problem !== undefined &&
        (isLastTry ? <LastTryNote onAccept={() => start(true)} /> : <ProblemNote problem={problem} />)}
      {state === 'done' && <p class="lead good">{t('bankDone')}</p>}
      <div class="actions">
        {!isRunning && !isLastTry && (
          <button
            type="button"
            class={`button ${enrolled === undefined ? 'button-main' : ''}`}
            disabled={!canAsk || busyCount.value > 0}
            onClick={() => start(false)}
          >
            {t(enrolled === undefined ? 'askMyBank' : 'askMyBankAgain')}
          </button>
        )}
        {isRunning && (
          <button type="button" class="button" onClick={() => void act('cancelEnrolment', {})}>
            {t('cancel')}
          </button>
        )}
      </div>
    </Station>
  );
}

function stateOf({ enrolment }: OnboardingView, canAsk: boolean): StationProps['state'] {
  if (enrolment.state === 'problem') return 'problem';
  if (enrolment.state === 'running') return 'now';
  if (enrolment.enrolled !== undefined) return 'done';
  return canAsk ? 'now' : 'todo';
}

function Running({ step, triesLeft }: { step: EnrolmentStep; triesLeft: number | undefined }) {
  const order: readonly EnrolmentStep[] = ['askingBank', 'pin', 'certificate'];
  const pinHint = triesLeft === undefined ? t('hintPin') : t('hintPinTries', String(triesLeft));
  const isCertifying = step === 'certifying';
  return (
    <>
      <Steps
        current={isCertifying ? 1 : order.indexOf(step)}
        steps={[
          { label: t('stepGreetBank') },
          { label: t('stepPin'), hint: isCertifying ? t('hintCertifying') : pinHint },
          { label: t('stepCertificate') },
        ]}
      />
      <Live text={step === 'pin' ? pinHint : ''} />
    </>
  );
}

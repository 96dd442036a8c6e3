/** From nothing to a wallet that pays: the card host, the reader and card, the bank's certificate. */
import type { OnboardingView } from '@ecomm/messages';
import type { ReadonlySignal } from '@preact/signals';
import { day, t } from '../../shared/i18n.ts';
import { refusal } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';
import { AccessNote } from './AccessNote.tsx';
import { BankStep } from './BankStep.tsx';
import { CardStep } from './CardStep.tsx';
import { FormSection } from './FormSection.tsx';
import { HostStep } from './HostStep.tsx';

export function Onboarding({ view: source }: { view: ReadonlySignal<OnboardingView | undefined> }) {
  const view = source.value;
  return (
    <main class="wide">
      <header>
        <Wordmark />
        <h1>{t('onboardingTitle')}</h1>
        <p class="lead">{t('onboardingLead')}</p>
      </header>
      {view?.configProblem !== undefined && <ProblemNote problem={view.configProblem} />}
      <AccessNote />
      {view?.enrolment.enrolled !== undefined && (
        <section class="card enrolled" aria-labelledby="enrolled-title">
          <h2 id="enrolled-title">{t('enrolledTitle')}</h2>
          <p>
            {t('enrolledLine', view.enrolment.enrolled.bankName, view.enrolment.enrolled.panMasked)}
            <br />
            <span class="soft">{t('enrolledUntil', day(view.enrolment.enrolled.validUntil))}</span>
          </p>
        </section>
      )}
      {view !== undefined && (
        <ol class="stations">
          <HostStep view={view} />
          <CardStep view={view} />
          <BankStep view={view} />
        </ol>
      )}
      {view !== undefined && <FormSection view={view} />}
      {refusal.value !== undefined && <ProblemNote problem={refusal.value} />}
    </main>
  );
}

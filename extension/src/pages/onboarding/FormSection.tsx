/** For a card without a chip: number and expiry, then the bank's own form, then its word, at once or later. */
import type { EnrolmentForm, OnboardingView } from '@ecomm/messages';
import { useState } from 'preact/hooks';
import { dayAndTime, t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { yearMonthOf } from './year-month-of.ts';

export function FormSection({ view }: { view: OnboardingView }) {
  const { form, pended, formBusy, formProblem, enrolled } = view.enrolment;
  return (
    <section class="card by-form" aria-labelledby="form-title">
      <h2 id="form-title">{t('formTitle')}</h2>
      {pended !== undefined && <Pended pended={pended} isBusy={formBusy} />}
      {form === undefined ? (
        <CardNumberForm
          isBusy={formBusy}
          canAsk={view.configProblem === undefined}
          isAside={enrolled !== undefined || view.card.state === 'read'}
        />
      ) : (
        <BankForm key={form.panMasked} form={form} isBusy={formBusy} />
      )}
      {formBusy && <div class="busy" aria-hidden="true" />}
      <div aria-live="polite">{formProblem !== undefined && <ProblemNote problem={formProblem} />}</div>
    </section>
  );
}

interface CardNumberFormProps {
  readonly isBusy: boolean;
  readonly canAsk: boolean;
  /** The card in the reader is the way, or the wallet is set up: folded until somebody wants it. */
  readonly isAside: boolean;
}

function CardNumberForm({ isBusy, canAsk, isAside }: CardNumberFormProps) {
  const [number, setNumber] = useState('');
  const [expiry, setExpiry] = useState('');
  const pan = number.replace(/[\s-]/g, '');
  const yearMonth = yearMonthOf(expiry);
  const isReady = canAsk && /^[0-9]{12,19}$/.test(pan) && yearMonth !== undefined && !isBusy;
  const ask = (event: Event) => {
    event.preventDefault();
    if (isReady) void act('askForForm', { pan, expiry: yearMonth });
  };
  return (
    <details open={!isAside || number !== ''}>
      <summary class="soft">{t('formLead')}</summary>
      <form class="fields" onSubmit={ask} noValidate>
        <p class="field">
          <label for="form-pan">{t('formPan')}</label>
          <input
            id="form-pan"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            spellcheck={false}
            maxLength={23}
            value={number}
            onInput={({ currentTarget }) => setNumber(currentTarget.value)}
          />
        </p>
        <p class="field field-short">
          <label for="form-expiry">{t('formExpiry')}</label>
          <input
            id="form-expiry"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            maxLength={5}
            value={expiry}
            onInput={({ currentTarget }) => setExpiry(currentTarget.value)}
          />
        </p>
        <div class="actions">
          <button type="submit" class="button" disabled={!isReady}>
            {t('formAsk')}
          </button>
        </div>
      </form>
    </details>
  );
}

function BankForm({ form, isBusy }: { form: EnrolmentForm; isBusy: boolean }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const answerTo = (name: string) => values[name] ?? '';
  const isComplete = form.fields.every(({ name, required }) => !required || answerTo(name).trim() !== '');
  const send = (event: Event) => {
    event.preventDefault();
    if (!isComplete || isBusy) return;
    const answers = form.fields.map(({ name }) => ({ name, value: answerTo(name) }));
    void act('sendForm', { answers: answers.filter(({ value }) => value !== '') });
  };
  return (
    <form class="fields" onSubmit={send} noValidate>
      <p class="lead">{t('formOf', form.bankName, form.panMasked)}</p>
      {form.fields.map(({ name, desc, length, required, failed }) => (
        <p class="field" key={name}>
          <label for={`form-${name}`}>{required ? desc : t('formOptional', desc)}</label>
          <input
            id={`form-${name}`}
            type="text"
            autoComplete="off"
            spellcheck={false}
            maxLength={length}
            aria-required={required}
            aria-invalid={failed}
            aria-describedby={failed ? `form-${name}-failed` : undefined}
            value={answerTo(name)}
            onInput={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
          />
          {failed && (
            <span class="field-failed" id={`form-${name}-failed`}>
              {t('formFailed')}
            </span>
          )}
        </p>
      ))}
      <p class="soft policy">{form.policyText}</p>
      <div class="actions">
        <button type="submit" class="button button-main" disabled={!isComplete || isBusy}>
          {t('formSend')}
        </button>
        <button type="button" class="button" onClick={() => void act('cancelForm', {})}>
          {t('cancel')}
        </button>
      </div>
    </form>
  );
}

type PendedView = NonNullable<OnboardingView['enrolment']['pended']>;

function Pended({ pended, isBusy }: { pended: PendedView; isBusy: boolean }) {
  const { bankName, panMasked, askedAt } = pended;
  return (
    <div class="note note-warn">
      <p class="note-happened">{t('pendedTitle')}</p>
      <p>{t('pendedLine', bankName, panMasked, dayAndTime(askedAt))}</p>
      <button type="button" class="button" disabled={isBusy} onClick={() => void act('inquireEnrolment', {})}>
        {t('pendedAsk')}
      </button>
    </div>
  );
}

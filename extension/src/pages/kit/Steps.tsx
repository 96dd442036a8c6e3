/** A short way through: which steps are done, which is now, which are to come. */
import { t } from '../../shared/i18n.ts';

export interface Step {
  readonly label: string;
  readonly hint?: string | undefined;
}

/** `current` counts from 0; equal to the number of steps when all are done. */
export function Steps({ steps, current }: { steps: readonly Step[]; current: number }) {
  return (
    <ol class="steps">
      {steps.map(({ label, hint }, index) => {
        const state = index < current ? 'done' : index === current ? 'now' : 'todo';
        return (
          <li key={label} class={`step step-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
            <span class="step-mark" aria-hidden="true" />
            <span>
              {label}
              {state === 'done' && <span class="visually-hidden"> {t('stepDone')}</span>}
              {state === 'now' && hint !== undefined && <span class="step-hint">{hint}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

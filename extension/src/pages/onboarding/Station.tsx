/** One numbered station of the onboarding, with how it stands. */
import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n.ts';

export interface StationProps {
  readonly number: number;
  readonly title: string;
  readonly state: 'todo' | 'now' | 'done' | 'problem';
  readonly children: ComponentChildren;
}

const marks = { todo: '', now: '', done: '✓', problem: '!' } as const;

export function Station({ number, title, state, children }: StationProps) {
  return (
    <li class={`station station-${state}`}>
      <span class="station-mark" aria-hidden="true">
        {marks[state] || number}
      </span>
      <div class="station-body">
        <h2>
          {title}
          {state === 'done' && <span class="visually-hidden"> {t('stepDone')}</span>}
        </h2>
        <div aria-live="polite">{children}</div>
      </div>
    </li>
  );
}

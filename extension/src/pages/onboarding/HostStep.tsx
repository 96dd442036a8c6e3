/** Station 1: the card host, and which of the four reasons it is when it can't be reached. */
import type { OnboardingView } from '@ecomm/messages';
import { t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Station } from './Station.tsx';

/** Firefox from Snap or Flatpak reaches programs through a portal only. */
const mayNeedPortal = /Firefox/.test(navigator.userAgent) && /Linux/.test(navigator.userAgent);

export function HostStep({ view }: { view: OnboardingView }) {
  const { state, problem, version } = view.host;
  const stationState = state === 'ready' ? 'done' : state === 'problem' ? 'problem' : 'now';
  return (
    <Station number={1} title={t('hostTitle')} state={stationState}>
      {state === 'ready' && <p>{t('hostReady', version ?? '')}</p>}
      {state === 'connecting' && <p class="soft">{t('hostConnecting')}</p>}
      {problem !== undefined && (
        <>
          <ProblemNote problem={problem} />
          {mayNeedPortal && (
            <p>
              {t('hostPortal')}{' '}
              <code>flatpak permission-set webextensions org.ecomm.card_host snap.firefox yes</code>
            </p>
          )}
          <div class="actions">
            <button type="button" class="button" onClick={() => void act('reconnectHost', {})}>
              {t('tryAgain')}
            </button>
          </div>
        </>
      )}
    </Station>
  );
}

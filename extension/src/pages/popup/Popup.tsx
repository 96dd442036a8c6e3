/** The toolbar's popup: pay what is here, what is left to spend, what was bought last. */
import type { PopupView, PurchaseView } from '@ecomm/messages';
import type { ReadonlySignal } from '@preact/signals';
import { t } from '../../shared/i18n.ts';
import { act, refusal } from '../kit/act.ts';
import { OtbGauge } from '../kit/OtbGauge.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { PurchaseRow } from '../kit/PurchaseRow.tsx';
import { TopUpAhead } from '../kit/TopUpAhead.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';
import { PopupOffer } from './PopupOffer.tsx';

export function Popup({ view: source }: { view: ReadonlySignal<PopupView | undefined> }) {
  const view = source.value;
  return (
    <main class="popup">
      <header class="popup-head">
        <h1 class="plain">
          <Wordmark />
        </h1>
        {view?.cardMasked !== undefined && <p class="soft">{view.cardMasked}</p>}
      </header>
      {view !== undefined && <Body view={view} />}
      {refusal.value !== undefined && <ProblemNote problem={refusal.value} />}
      <nav class="popup-links" aria-label={t('popupLinks')}>
        <button type="button" class="button" onClick={() => void leaveFor('journal')}>
          {t('journalTitle')}
        </button>
        <button type="button" class="button" onClick={() => void leaveFor('onboarding')}>
          {t('cardAndReader')}
        </button>
      </nav>
    </main>
  );
}

function Body({ view }: { view: PopupView }) {
  const { enrolled, problem, otb, offer, recent } = view;
  if (problem !== undefined) return <ProblemNote problem={problem} />;
  if (!enrolled)
    return (
      <section class="panel">
        <p>{t('notEnrolledLead')}</p>
        <div class="actions">
          <button type="button" class="button button-main" onClick={() => void leaveFor('onboarding')}>
            {t('setUpWallet')}
          </button>
        </div>
      </section>
    );
  return (
    <>
      {offer !== undefined && <PopupOffer offer={offer} />}
      {otb === undefined ? <p class="soft">{t('otbNone')}</p> : <OtbGauge otb={otb} />}
      <TopUpAhead otb={otb} onAsked={() => window.close()} />
      <Recent purchases={recent} />
    </>
  );
}

function Recent({ purchases }: { purchases: readonly PurchaseView[] }) {
  if (purchases.length === 0) return <p class="soft">{t('journalEmpty')}</p>;
  return (
    <section aria-labelledby="recent-title">
      <h2 id="recent-title">{t('recentTitle')}</h2>
      <ul class="purchases">
        {purchases.map((purchase) => (
          <li key={purchase.purchaseId}>
            <PurchaseRow purchase={purchase} />
          </li>
        ))}
      </ul>
    </section>
  );
}

async function leaveFor(page: 'journal' | 'onboarding'): Promise<void> {
  if (await act('openPage', { page })) window.close();
}

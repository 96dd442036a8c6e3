/**
 * The pay sheet: the one place, with the popup, where a click pays. It shows what was signed and certified, renders
 * the state that the background keeps, and loses nothing when it is closed.
 */
import type { PurchaseStage, PurchaseView } from '@ecomm/messages';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type MessageKey, t } from '../../shared/i18n.ts';
import { act, refusal } from '../kit/act.ts';
import { Live } from '../kit/Live.tsx';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';
import { EndPanel } from './EndPanel.tsx';
import { OfferPanel } from './OfferPanel.tsx';
import { OrderPanel } from './OrderPanel.tsx';
import { PayingPanel } from './PayingPanel.tsx';
import { TopUpPanel } from './TopUpPanel.tsx';

/** How long a finished sheet stays, so that it can be seen. */
const closeAfterMs = 1_500;

const titles: Readonly<Record<PurchaseStage, MessageKey>> = {
  checking: 'sheetChecking',
  ready: 'sheetReady',
  alreadyBought: 'sheetAlreadyBought',
  unpayable: 'sheetUnpayable',
  paying: 'sheetPaying',
  topUp: 'sheetTopUp',
  card: 'sheetCard',
  authorizing: 'sheetTopUp',
  settling: 'sheetSettling',
  delivering: 'sheetDelivering',
  delivered: 'sheetDelivered',
  paid: 'sheetPaid',
  toppedUp: 'sheetToppedUp',
  failed: 'sheetFailed',
  cancelled: 'sheetCancelled',
  lapsed: 'sheetLapsed',
};

export function PaySheet({ view: source }: { view: ReadonlySignal<PurchaseView | undefined> }) {
  const view = source.value;
  const stage = view?.stage ?? 'checking';
  const heading = useRef<HTMLHeadingElement>(null);
  const title = t(titleOf(view, stage), view?.offer?.merchantName ?? '');

  // What had the focus is gone with its stage: a keyboard goes on from the new heading.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, [stage]);

  useEffect(() => {
    if (view?.stage !== 'delivered' || !view.opened) return;
    const timer = setTimeout(() => window.close(), closeAfterMs);
    return () => clearTimeout(timer);
  }, [view?.stage, view?.opened]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') void cancel(view);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [view]);

  return (
    <main class="sheet" data-stage={stage}>
      <header class="sheet-head">
        <Wordmark />
      </header>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <Live text={title} />
      {view === undefined ? null : <Panel view={view} />}
      {refusal.value !== undefined && <ProblemNote problem={refusal.value} />}
    </main>
  );
}

/** An order is paid by the wallet's key alone or with the card: only then it is needed. A blocked one ends it. */
function titleOf(view: PurchaseView | undefined, stage: PurchaseStage): MessageKey {
  if (view?.problem?.code === 'ERR_CARD_PIN_BLOCKED') return 'sheetFailed';
  const isOrder = view?.order !== undefined;
  if (isOrder && (stage === 'authorizing' || (stage === 'card' && view.order.way !== 'card')))
    return 'sheetPaying';
  return titles[stage];
}

function Panel({ view }: { view: PurchaseView }) {
  const close = () => void cancel(view);
  switch (view.stage) {
    case 'checking':
    case 'ready':
    case 'alreadyBought':
      return <OfferPanel view={view} onCancel={close} />;
    case 'paying':
    case 'delivering':
    case 'settling':
      return <PayingPanel view={view} />;
    case 'card':
      return <OrderPanel view={view} onCancel={close} />;
    case 'topUp':
    case 'authorizing':
      if (view.order !== undefined) return <OrderPanel view={view} onCancel={close} />;
      return <TopUpPanel view={view} onCancel={close} />;
    default:
      return <EndPanel view={view} onClose={close} />;
  }
}

/** Ends what may still be ended, and closes the sheet: what is on its way goes on without it. */
async function cancel(view: PurchaseView | undefined): Promise<void> {
  if (view?.canCancel === true) await act('cancelPurchase', { purchaseId: view.purchaseId });
  window.close();
}

/** Station 2: the reader, and the card that lies in it as it presents itself. */
import type { OnboardingView } from '@ecomm/messages';
import { expiryOf, t } from '../../shared/i18n.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Station, type StationProps } from './Station.tsx';

export function CardStep({ view }: { view: OnboardingView }) {
  const { reader, card, host } = view;
  const isOff = host.state !== 'ready';
  return (
    <Station number={2} title={t('cardTitle')} state={stateOf(view)}>
      {isOff ? <p class="soft">{t('cardAfterHost')}</p> : <p>{readerLine(reader)}</p>}
      {!isOff && reader !== undefined && card.state === 'absent' && <p class="lead">{t('hintInsertCard')}</p>}
      {card.state === 'reading' && <p class="soft">{t('hintReadingCard')}</p>}
      {card.problem !== undefined && <ProblemNote problem={card.problem} />}
      {card.state === 'read' && <CardFace card={card} />}
      {card.pinTriesLeft === 0 && <ProblemNote problem={{ code: 'ERR_CARD_PIN_BLOCKED', facts: {} }} />}
    </Station>
  );
}

function stateOf({ host, card }: OnboardingView): StationProps['state'] {
  if (host.state !== 'ready') return 'todo';
  if (card.state === 'problem' || card.pinTriesLeft === 0) return 'problem';
  return card.state === 'read' ? 'done' : 'now';
}

function readerLine(reader: OnboardingView['reader']): string {
  if (reader === undefined) return t('readerNone');
  return t(reader.hasPinPad ? 'readerPinPad' : 'readerNoPinPad', reader.readerName);
}

function CardFace({ card }: { card: OnboardingView['card'] }) {
  return (
    <div class="card-face">
      <svg class="chip" viewBox="0 0 28 22" width="42" height="33" aria-hidden="true">
        <rect x="1" y="1" width="26" height="20" rx="4" />
        <path d="M1 8h8v6H1M27 8h-8v6h8M9 1v20M19 1v20M9 11h10" />
      </svg>
      <p class="card-bank">{card.bankName ?? t('bankUnknown')}</p>
      <p class="card-pan">
        <span class="visually-hidden">{t('cardNumberEnds')} </span>
        {card.panMasked}
      </p>
      <p class="card-holder">{card.holderName}</p>
      <p class="card-expiry">{card.expiry === undefined ? '' : expiryOf(card.expiry)}</p>
    </div>
  );
}

/** Asks for a new Open To Buy before the old one is empty: said plainly when little is left, at hand otherwise. */
import type { OtbView } from '@ecomm/messages';
import { t } from '../../shared/i18n.ts';
import { act, busyCount } from './act.ts';

/** A fifth: enough for the next purchases, so that nobody has to fetch the card in the middle of one. */
const lowShare = 5;

export function TopUpAhead({ otb, onAsked }: { otb: OtbView | undefined; onAsked: () => void }) {
  if (otb !== undefined && otb.remaining.value >= otb.limit.value) return null;
  const isLow = otb !== undefined && otb.remaining.value * lowShare < otb.limit.value;
  return (
    <div class="top-up-ahead">
      {isLow && <p class="warn">{t('otbLow')}</p>}
      <button
        type="button"
        class={isLow ? 'button button-main' : 'button'}
        disabled={busyCount.value > 0}
        onClick={() => void act('topUpAhead', {}).then((opened) => opened && onAsked())}
      >
        {t(otb === undefined ? 'topUpFirst' : 'topUpNow')}
      </button>
    </div>
  );
}

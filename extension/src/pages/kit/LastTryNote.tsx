/** One PIN try is left: the card is not asked again before the shopper has said yes to that. */
import { problemText, t } from '../../shared/i18n.ts';

export function LastTryNote({ onAccept }: { onAccept: () => void }) {
  const { happened, next } = problemText({ code: 'ERR_CARD_PIN_LAST_TRY', facts: {} });
  return (
    <div class="note note-warn" role="alert">
      <p class="note-happened">{happened}</p>
      <p>{next}</p>
      <p class="code">ERR_CARD_PIN_LAST_TRY</p>
      <button type="button" class="button" onClick={onAccept}>
        {t('useLastTry')}
      </button>
    </div>
  );
}

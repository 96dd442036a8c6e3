/** What is left of the Open To Buy, in words, figures and a bar. */
import type { OtbView } from '@ecomm/messages';
import { day, money, t } from '../../shared/i18n.ts';

export function OtbGauge({ otb }: { otb: OtbView }) {
  const { remaining, limit, expires } = otb;
  const percent = Math.min(100, (100 * remaining.value) / Math.max(1, limit.value));
  return (
    <section class="otb" aria-labelledby="otb-title">
      <h2 id="otb-title">{t('otbTitle')}</h2>
      <p class="otb-figure amount">{money(remaining)}</p>
      <div class="gauge" aria-hidden="true">
        <div class="gauge-left" style={{ width: `${percent}%` }} />
      </div>
      <p class="soft">{t('otbOf', money(limit), day(expires))}</p>
    </section>
  );
}

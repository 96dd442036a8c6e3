/** What is left of the Open To Buy, in words, figures and a bar. */
import type { OtbView } from '@ecomm/messages';
import { day, money, t } from '../../shared/i18n.ts';

export function OtbGauge({ otb }: { otb: OtbView }) {
  const { remaining, limit, expires } = otb;
  return (
    <section class="otb" aria-labelledby="otb-title">
      <h2 id="otb-title">{t('otbTitle')}</h2>
      <p class="otb-figure amount">{money(remaining)}</p>
      <meter
        class="gauge"
        min={0}
        max={Math.max(1, limit.value)}
        value={remaining.value}
        aria-labelledby="otb-title"
      >
        {money(remaining)}
      </meter>
      <p class="soft">{t('otbOf', money(limit), day(expires))}</p>
    </section>
  );
}

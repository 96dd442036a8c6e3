/** The wallet's sign: a chip card's contacts, and its name. */
import { t } from '../../shared/i18n.ts';

export function Wordmark() {
  return (
    <p class="wordmark">
      <svg class="chip" viewBox="0 0 28 22" width="28" height="22" aria-hidden="true">
        <rect x="1" y="1" width="26" height="20" rx="4" />
        <path d="M1 8h8v6H1M27 8h-8v6h8M9 1v20M19 1v20M9 11h10" />
      </svg>
      <span>{t('extensionShortName')}</span>
    </p>
  );
}

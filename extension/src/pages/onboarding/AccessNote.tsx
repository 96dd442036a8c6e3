/**
 * Firefox lets people take a content script's sites away (MV3 host permissions are optional there): the wallet then
 * sees no offers, so it says so and asks.
 */
import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { t } from '../../shared/i18n.ts';

const sites = { origins: ['https://*/*'] };

export function AccessNote() {
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    // Chromium grants a content script's sites with the extension, and reports only host_permissions here.
    if (!navigator.userAgent.includes('Firefox')) return;
    void browser.permissions.contains(sites).then((has) => setMissing(!has));
  }, []);
  if (!isMissing) return null;
  const ask = async () => setMissing(!(await browser.permissions.request(sites)));
  return (
    <div class="note note-warn">
      <p class="note-happened">{t('accessMissing')}</p>
      <p>{t('accessNext')}</p>
      <button type="button" class="button" onClick={() => void ask()}>
        {t('accessAllow')}
      </button>
    </div>
  );
}

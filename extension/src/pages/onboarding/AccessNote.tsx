/**
 * Firefox lets people take a content script's sites away, each by itself (MV3 host permissions are optional there): the
 * wallet then sees no offers, so it says so and asks for all of them.
 */
import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { t } from '../../shared/i18n.ts';

/** What the manifest names: also this machine's own sites, where the demo is. */
const sitesWanted = () => ({
  origins: (browser.runtime.getManifest().content_scripts ?? []).flatMap(({ matches }) => matches),
});

export function AccessNote() {
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    // Chromium grants a content script's sites with the extension, and reports only host_permissions here.
    if (!navigator.userAgent.includes('Firefox')) return;
    void browser.permissions.contains(sitesWanted()).then((has) => setMissing(!has));
  }, []);
  if (!isMissing) return null;
  const ask = async () => setMissing(!(await browser.permissions.request(sitesWanted())));
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

/** The popup's start file: it shows the wallet, and what the tab under it offers. */
import browser from 'webextension-polyfill';
import { connectView } from '../kit/connect-view.ts';
import { startPage } from '../kit/start-page.tsx';
import { Popup } from './Popup.tsx';

/** A popup that is opened as a page of its own is told its tab. */
async function tabUnderneath(): Promise<number | undefined> {
  const told = new URLSearchParams(location.search).get('tab');
  if (told !== null) return Number(told);
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

const tabId = await tabUnderneath();

startPage('extensionName', <Popup view={connectView('popup', tabId ?? '')} />);

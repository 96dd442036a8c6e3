/**
 * A page's line to the background: it is pushed its whole view, and connects again when the worker died meanwhile.
 */
import { type ViewName, type Views, viewPing } from '@ecomm/messages';
import { type ReadonlySignal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';

const reconnectMs = 200;
/** Sooner than the 30 s after which an idle worker is put to sleep. */
const pingMs = 20_000;

export function connectView<N extends ViewName>(
  name: N,
  argument?: string | number,
): ReadonlySignal<Views[N] | undefined> {
  const view = signal<Views[N] | undefined>(undefined);
  const connect = () => {
    const port = browser.runtime.connect({ name: argument === undefined ? name : `${name}:${argument}` });
    const beat = setInterval(() => port.postMessage(viewPing), pingMs);
    port.onMessage.addListener((pushed: unknown) => {
      view.value = pushed as Views[N];
    });
    port.onDisconnect.addListener(() => {
      clearInterval(beat);
      setTimeout(connect, reconnectMs);
    });
  };
  connect();
  return view;
}

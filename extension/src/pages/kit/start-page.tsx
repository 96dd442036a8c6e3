/** Starts a page: its language, its title, its one root component. */
import { type ComponentChild, render } from 'preact';
import { language, type MessageKey, t } from '../../shared/i18n.ts';

export function startPage(title: MessageKey, page: ComponentChild): void {
  document.documentElement.lang = language();
  document.title = t(title);
  const root = document.getElementById('root');
  if (root !== null) render(page, root);
}

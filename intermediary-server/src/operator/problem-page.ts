/** What a person is shown in place of a page that there is not, or that its role may not see. */
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export function problemPage(frame: PageFrame, { code, message }: Problem): Html {
  return framed(
    frame,
    { title: 'That did not work' },
    html`<p class="failure" role="alert">${message.slice(0, 1).toUpperCase()}${message.slice(1)}.</p>
    <p class="hint">Code: <code>${code}</code>. <a href="/operator">To the books</a></p>`,
  );
}
